/*
 * TernQL, the query language of Tern, as this version reads it. docs/language.md is its reference.
 *
 * The grammar says what is well-formed; what a person is told about a text that is not lies in
 * engine/syntax/explain_error.cc, which goes by the token at which the parser stopped. Where a construct may
 * stand only in some statements, the grammar takes it everywhere and the tree builder refuses it: that is what
 * keeps every choice within a token or two, and the message exact.
 *
 * Characters. The lexer reads ASCII as it is. Every other character comes to it as one of the classes below
 * (engine/syntax/utf8_stream.h): names may be of any script, and the generated automaton stays a small table.
 *   U+0001  a letter (Unicode categories L and Nl)
 *   U+0002  a mark, digit or joiner: may stand inside a name (M, N, Pc, U+200C, U+200D)
 *   U+0003  any other character beyond ASCII
 *   U+0004  a control character other than tab, newline and carriage return
 *
 * Tokens called BAD_… are what people type by mistake. They fit no rule and carry their own message.
 */
grammar TernQL;

// --- statements -------------------------------------------------------------------------------------------------

statement : ( matching | bareQuery | ask | insert | deletion | why | describe | loadRows | prefix | explain )
            SEMICOLON? EOF ;

// A statement of a fact file: a walk needs no `insert`.
fact : ( insert | walks | prefix ) SEMICOLON? EOF ;

// The value of a parameter.
lone : ( node | LBRACKET ( node ( COMMA node )* )? RBRACKET ) EOF ;

matching  : reading ( returning | writing+ ) ;
bareQuery : pattern tail order ;
ask       : K_ASK pattern tail ;
insert    : K_INSERT walks ;
deletion  : K_DELETE walks ;
why       : K_WHY walk ;
describe  : K_DESCRIBE node ;
loadRows  : K_LOAD ( STRING | LONG_STRING ) K_AS VARIABLE K_INSERT walks ;
prefix    : K_PREFIX edgeName COLON IRI ;
// The name is `analyze`, which is no word of the language elsewhere.
explain   : K_EXPLAIN NAME? ( matching | ask | describe | bareQuery ) ;

reading     : matchClause+ ( withClause matchClause* )* ;
matchClause : K_OPTIONAL? K_MATCH pattern tail ;
withClause  : K_WITH K_DISTINCT? items order filter? ;
returning   : K_RETURN K_DISTINCT? items order ;
writing     : ( K_INSERT | K_DELETE ) walks ;

tail      : ( according | asOf )* filter? ;
according : K_ACCORDING K_TO node ( COMMA node )* ;
asOf      : K_AS K_OF node ;
filter    : K_WHERE expression ;
items     : STAR | item ( COMMA item )* ;
item      : expression ( K_AS VARIABLE )? ;
order     : orderBy? skip? limit? ;
orderBy   : K_ORDER K_BY orderItem ( COMMA orderItem )* ;
orderItem : expression ( K_ASC | K_DESC )? ;
skip      : K_SKIP ( INTEGER | PARAMETER ) ;
limit     : K_LIMIT ( INTEGER | PARAMETER ) ;

// --- patterns ---------------------------------------------------------------------------------------------------

pattern : part ( COMMA part )* ;
part    : walk
        | K_OPTIONAL group
        | K_NOT group
        | group ( K_OR group )*
        | K_LET VARIABLE EQUAL expression
        | K_FOR VARIABLE K_IN expression
        ;
// The second form is a subquery.
group   : LBRACE ( pattern tail | reading returning ) RBRACE ;

// --- walks ------------------------------------------------------------------------------------------------------

walks : walk ( COMMA walk )* ;
walk  : node ( edge node )* ;
edge  : EDGE inside ( TO | BETWEEN )
      | FROM inside BETWEEN
      ;

inside  : ( VARIABLE COLON )? stance? path map? ;
stance  : K_NOT | K_UNCLEAR | K_SAID ;

path          : pathSequence ( BAR pathSequence )* ;
pathSequence  : pathStep ( SLASH pathStep )* ;
pathStep      : ( CARET | DOUBLE_CARET ) pathStep
              | pathPrimary quantifier?
              ;
pathPrimary   : edgeName arguments? | BACKTICK | PREFIXED | IRI
              | K_ANY | VARIABLE fields? | PARAMETER
              | BANG ( negatedStep | LPAREN negatedStep ( BAR negatedStep )* RPAREN )
              | LPAREN path RPAREN
              ;
negatedStep   : CARET? ( edgeName | BACKTICK | PREFIXED | IRI ) ;
quantifier    : STAR | PLUS | QUESTION | LBRACE INTEGER ( COMMA INTEGER? )? RBRACE ;

map      : LBRACE ( entry ( COMMA entry )* )? RBRACE ;
// `by:X` without a space is one PREFIXED token; the part behind its colon is then read as a term.
entry    : entryKey COLON expression | PREFIXED ;
entryKey : edgeName | K_ANY | BACKTICK | PREFIXED | IRI ;

// --- terms ------------------------------------------------------------------------------------------------------

// Fields and calls stand in what is written only.
node : nodeName arguments? | BACKTICK | PREFIXED | IRI | BLANK
     | literal | MINUS number | VARIABLE fields? | PARAMETER | search
     ;

search  : TILDE ( STRING | LONG_STRING | PARAMETER ) ;
literal : ( STRING | LONG_STRING ) ( LANGUAGE | DOUBLE_CARET ( IRI | PREFIXED ) )?
        | number | DATE_LIKE | MONTH_LIKE | K_TRUE | K_FALSE
        ;
number  : INTEGER | DECIMAL | DOUBLE ;

// `?x.key`. A bare name may hold full stops, which are then those between fields: `?row.maker.country`.
fields : ( DOT ( edgeName | K_ANY | BACKTICK | PREFIXED | IRI ) )+ ;

// Keywords that may be names: everywhere, as a bare node too, and inside `-[ ]->` and as a map key.
nodeName : NAME | K_AND | K_ANY | K_AS | K_ASC | K_ASK | K_BY | K_COUNT | K_DESC | K_DESCRIBE | K_DISTINCT
         | K_EXPLAIN | K_IN | K_IS | K_LOAD | K_OF | K_OR | K_PREFIX | K_SAID | K_TO | K_UNCLEAR | K_WHY ;
edgeName : NAME | K_AND | K_AS | K_ASC | K_ASK | K_BY | K_COUNT | K_DESC | K_DESCRIBE | K_DISTINCT
         | K_EXPLAIN | K_IN | K_IS | K_LOAD | K_OF | K_OR | K_PREFIX | K_SAID | K_TO | K_UNCLEAR | K_WHY
         | K_ACCORDING | K_DELETE | K_EXISTS | K_FALSE | K_FOR | K_INSERT | K_LET | K_LIMIT | K_MATCH | K_NOT
         | K_NULL | K_OPTIONAL | K_ORDER | K_RETURN | K_SKIP | K_TRUE | K_WHERE | K_WITH ;
// In an expression the operators are no names. `count` is one, too, but opens a group as well.
valueName : NAME | K_ANY | K_ASK | K_BY | K_DESCRIBE | K_EXPLAIN | K_LOAD | K_OF | K_PREFIX | K_SAID | K_TO
          | K_UNCLEAR | K_WHY ;

// --- expressions ------------------------------------------------------------------------------------------------

expression
  : MINUS expression                                                                         # negation
  | expression ( STAR | SLASH ) expression                                                   # product
  | expression ( PLUS | MINUS ) expression                                                   # sum
  | expression ( EQUAL | NOT_EQUAL | LESS | LESS_EQUAL | GREATER | GREATER_EQUAL ) expression # comparison
  | expression K_NOT? K_IN primary                                                           # membership
  | expression K_IS K_NOT? K_NULL                                                            # nullTest
  | K_NOT expression                                                                         # not
  | expression K_AND expression                                                              # and
  | expression K_OR expression                                                               # or
  | primary                                                                                  # value
  ;

primary : LPAREN expression RPAREN
        | LBRACKET ( expression ( COMMA expression )* )? RBRACKET
        | K_EXISTS group
        | K_COUNT ( group | arguments )?
        | valueName arguments?
        | VARIABLE fields?
        | BACKTICK | PREFIXED | IRI | BLANK | literal | PARAMETER | search | K_NULL
        ;

arguments : LPAREN ( STAR | K_DISTINCT? expression ( COMMA expression )* )? RPAREN ;

// --- keywords, in any case --------------------------------------------------------------------------------------

K_ACCORDING : A C C O R D I N G ;
K_AND       : A N D ;
K_ANY       : A N Y ;
K_AS        : A S ;
K_ASC       : A S C ;
K_ASK       : A S K ;
K_BY        : B Y ;
K_COUNT     : C O U N T ;
K_DELETE    : D E L E T E ;
K_DESC      : D E S C ;
K_DESCRIBE  : D E S C R I B E ;
K_DISTINCT  : D I S T I N C T ;
K_EXISTS    : E X I S T S ;
K_EXPLAIN   : E X P L A I N ;
K_FALSE     : F A L S E ;
K_FOR       : F O R ;
K_IN        : I N ;
K_INSERT    : I N S E R T ;
K_IS        : I S ;
K_LET       : L E T ;
K_LIMIT     : L I M I T ;
K_LOAD      : L O A D ;
K_MATCH     : M A T C H ;
K_NOT       : N O T ;
K_NULL      : N U L L ;
K_OF        : O F ;
K_OPTIONAL  : O P T I O N A L ;
K_OR        : O R ;
K_ORDER     : O R D E R ;
K_PREFIX    : P R E F I X ;
K_RETURN    : R E T U R N ;
K_SAID      : S A I D ;
K_SKIP      : S K I P ;
K_TO        : T O ;
K_TRUE      : T R U E ;
K_UNCLEAR   : U N C L E A R ;
K_WHERE     : W H E R E ;
K_WHY       : W H Y ;
K_WITH      : W I T H ;

// --- names and values -------------------------------------------------------------------------------------------

// A `-` or `.` belongs to a name only between two of its characters: `China-[x]->H200` is three things.
NAME      : START INNER* ( [-.] INNER+ )* ;
BLANK     : '_:' INNER+ ( [-.] INNER+ )* ;
PREFIXED  : START INNER* ( [-.] INNER+ )* ':' INNER+ ( [-.] INNER+ )* ;
BACKTICK  : '`' ( ~[`\r\n\u0004] | '``' )+ '`' ;
VARIABLE  : '?' INNER+ ;
PARAMETER : '$' INNER+ ;
// Only with a scheme, so that `?a<?b` and `?a<5` stay comparisons.
IRI       : '<' SCHEME ':' ( ~[ \t\r\n\u0004<>"{}|^`\\] | '\\u' HEX4 | '\\U' HEX4 HEX4 )* '>' ;

STRING      : '"' ( '\\' ~[\r\n] | ~["\\\r\n] )* '"'
            | '\'' ( '\\' ~[\r\n] | ~['\\\r\n] )* '\'' ;
LONG_STRING : '"""' ( ( '"' | '""' )? ( ~["\\] | '\\' . ) )* '"""'
            | '\'\'\'' ( ( '\'' | '\'\'' )? ( ~['\\] | '\\' . ) )* '\'\'\'' ;
LANGUAGE    : '@' [a-zA-Z]+ ( '-' [a-zA-Z0-9]+ )* ;

INTEGER    : DIGIT+ ;
DECIMAL    : DIGIT* '.' DIGIT+ ;
DOUBLE     : ( DIGIT+ | DIGIT* '.' DIGIT+ ) [eE] [+-]? DIGIT+ ;
// Whether there is such a day is checked behind the parser.
DATE_LIKE  : DIGIT+ '-' DIGIT+ '-' DIGIT+ ( [a-zA-Z] ( INNER | [:.+-] INNER )* )? ;
MONTH_LIKE : DIGIT DIGIT DIGIT DIGIT '-' DIGIT DIGIT+ ;

// --- signs ------------------------------------------------------------------------------------------------------

EDGE          : '-[' ;
FROM          : '<-[' ;
TO            : ']->' ;
BETWEEN       : ']-' ;
LBRACKET      : '[' ;
RBRACKET      : ']' ;
LBRACE        : '{' ;
RBRACE        : '}' ;
LPAREN        : '(' ;
RPAREN        : ')' ;
COMMA         : ',' ;
COLON         : ':' ;
SEMICOLON     : ';' ;
DOT           : '.' ;
BAR           : '|' ;
SLASH         : '/' ;
CARET         : '^' ;
DOUBLE_CARET  : '^^' ;
BANG          : '!' ;
QUESTION      : '?' ;
TILDE         : '~' ;
STAR          : '*' ;
PLUS          : '+' ;
MINUS         : '-' ;
EQUAL         : '=' ;
NOT_EQUAL     : '!=' ;
LESS          : '<' ;
LESS_EQUAL    : '<=' ;
GREATER       : '>' ;
GREATER_EQUAL : '>=' ;

// --- what is none of these --------------------------------------------------------------------------------------

BAD_ARROW      : '->' ;
BAD_EQUAL      : '==' ;
BAD_NOT_EQUAL  : '<>' ;
BAD_FAT_ARROW  : '=>' ;
BAD_AND        : '&&' ;
BAD_OR         : '||' ;
BAD_NUMBER     : DIGIT+ ( '.' DIGIT+ )? START ( INNER | [-.] INNER )* ;
BAD_IRI        : '<' SCHEME '://' ~[>\r\n;]* '>' ;
BAD_BACKTICK   : '`' ( ~[`\r\n] | '``' )* '`'? ;
BAD_STRING     : '"' ( '\\' ~[\r\n] | ~["\\\r\n] )* '\\'?
               | '\'' ( '\\' ~[\r\n] | ~['\\\r\n] )* '\\'? ;
BAD_LONG_STRING: '"""' ( ( '"' | '""' )? ( ~["\\] | '\\' . ) )* ( '"' | '""' )? '\\'?
               | '\'\'\'' ( ( '\'' | '\'\'' )? ( ~['\\] | '\\' . ) )* ( '\'' | '\'\'' )? '\\'? ;

SPACE   : [ \t\r\n]+ -> skip ;
COMMENT : '#' ~[\n]* -> skip ;

BAD_CHARACTER : . ;

fragment START  : [a-zA-Z_\u0001] ;
fragment INNER  : [a-zA-Z0-9_\u0001\u0002] ;
fragment SCHEME : [a-zA-Z] [a-zA-Z0-9+.-]* ;
fragment DIGIT  : [0-9] ;
fragment HEX    : [0-9a-fA-F] ;
fragment HEX4   : HEX HEX HEX HEX ;

fragment A : [aA] ; fragment B : [bB] ; fragment C : [cC] ; fragment D : [dD] ; fragment E : [eE] ;
fragment F : [fF] ; fragment G : [gG] ; fragment H : [hH] ; fragment I : [iI] ; fragment K : [kK] ;
fragment L : [lL] ; fragment M : [mM] ; fragment N : [nN] ; fragment O : [oO] ; fragment P : [pP] ;
fragment R : [rR] ; fragment S : [sS] ; fragment T : [tT] ; fragment U : [uU] ; fragment W : [wW] ;
fragment X : [xX] ; fragment Y : [yY] ;
