SELECT count(*), count(alias.o)
FROM triple x LEFT JOIN triple alias ON alias.s = x.s AND alias.p = {{skos:altLabel}}
WHERE x.p = {{rdf:type}} AND x.o = {{c:C1}}
