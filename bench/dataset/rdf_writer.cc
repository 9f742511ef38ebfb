#include "bench/dataset/rdf_writer.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tern::bench {
namespace {

constexpr std::string_view kSyllables[] = {"ka", "lo", "mi",  "ter", "na",  "sol",
                                           "vi", "ru", "den", "pa",  "she", "or"};
constexpr std::string_view kLanguages[] = {"\"@en", "\"@en", "\"@en", "\"@en",
                                           "\"@en", "\"@de", "\"@fr", "\"@es"};
constexpr std::string_view kClaim = "<http://example.org/claim/";
constexpr uint64_t kSeaLevel = 1000;
constexpr int kSyllablesPerWord = 3;
constexpr size_t kCommentWords = 80;

void AppendText(uint64_t draw, size_t words, std::string& out) {
  for (size_t i = 0; i < words; ++i) {
    if (i > 0) out += ' ';
    for (int syllable = 0; syllable < kSyllablesPerWord; ++syllable) {
      out += kSyllables[draw % 12];
      draw = draw / 12 + (draw % 12) * 0x9E3779B97F4A7C15;
    }
  }
}

void AppendNumber(uint64_t number, std::string& out) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof(digits), number).ptr;
  out.append(digits, static_cast<size_t>(end - digits));
}

void AppendIri(std::string_view begin, uint64_t number, std::string& out) {
  out += begin;
  AppendNumber(number, out);
  out += '>';
}

// `number` with leading zeros to `width` digits. REQUIRES: width ≤ 8.
void AppendPadded(uint64_t number, int width, std::string& out) {
  char digits[8];
  for (int i = width - 1; i >= 0; --i, number /= 10) digits[i] = static_cast<char>('0' + number % 10);
  out.append(digits, static_cast<size_t>(width));
}

// Days of the civil calendar, day 0 being the first of March of the year 0 (Hinnant: chrono-compatible date
// algorithms).
void AppendDate(uint64_t day, std::string& out) {
  const uint64_t era = day / 146'097;
  const uint64_t of_era = day % 146'097;
  const uint64_t year = (of_era - of_era / 1'460 + of_era / 36'524 - of_era / 146'096) / 365;
  const uint64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  const uint64_t month = (5 * of_year + 2) / 153;
  AppendPadded(year + era * 400 + (month < 10 ? 0 : 1), 4, out);
  out += '-';
  AppendPadded(month < 10 ? month + 3 : month - 9, 2, out);
  out += '-';
  AppendPadded(of_year - (153 * month + 2) / 5 + 1, 2, out);
}

std::string_view LocalName(Property property) {
  switch (property) {
    case Property::kPartOf:
      return "partOf";
    case Property::kCreated:
      return "created";
    case Property::kPopulation:
      return "population";
    case Property::kScore:
      return "score";
    case Property::kMeasure:
      return "measure";
    case Property::kElevation:
      return "elevation";
    default:
      return "category";
  }
}

}  // namespace

// How a format writes a term: what stands before and behind a number or a text.
struct RdfWriter::Words {
  std::string_view entity, klass, iri_end;
  std::string_view type, label, alias, comment, property;  // behind `property` comes a local name
  std::string_view number_begin, integer_end, decimal_end, double_end, date_end;
};

const RdfWriter::Words& RdfWriter::WordsOf(RdfFormat format) {
  static constexpr Words kLong = {
      .entity = "<http://example.org/entity/E",
      .klass = "<http://example.org/class/C",
      .iri_end = ">",
      .type = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>",
      .label = "<http://www.w3.org/2000/01/rdf-schema#label>",
      .alias = "<http://www.w3.org/2004/02/skos/core#altLabel>",
      .comment = "<http://www.w3.org/2000/01/rdf-schema#comment>",
      .property = "<http://example.org/property/",
      .number_begin = "\"",
      .integer_end = "\"^^<http://www.w3.org/2001/XMLSchema#integer>",
      .decimal_end = "\"^^<http://www.w3.org/2001/XMLSchema#decimal>",
      .double_end = "\"^^<http://www.w3.org/2001/XMLSchema#double>",
      .date_end = "\"^^<http://www.w3.org/2001/XMLSchema#date>",
  };
  static constexpr Words kShort = {
      .entity = "e:E",
      .klass = "c:C",
      .iri_end = "",
      .type = "a",
      .label = "rdfs:label",
      .alias = "skos:altLabel",
      .comment = "rdfs:comment",
      .property = "p:",
      .number_begin = "",
      .integer_end = "",
      .decimal_end = "",
      .double_end = "\"^^xsd:double",
      .date_end = "\"^^xsd:date",
  };
  return format == RdfFormat::kTurtle ? kShort : kLong;
}

void RdfWriter::Begin(std::string& out) const {
  if (format_ != RdfFormat::kTurtle) return;
  out +=
      "@prefix e: <http://example.org/entity/> .\n"
      "@prefix c: <http://example.org/class/> .\n"
      "@prefix p: <http://example.org/property/> .\n"
      "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
      "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
      "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n";
}

void RdfWriter::Write(const Statement& statement, std::string& out) {
  if (statement.about_claim()) {
    ClaimProperty(statement, out);
    return;
  }
  const Words& words = WordsOf(format_);
  Subject(statement.subject, words, out);
  Predicate(statement, words, out);
  out += ' ';
  Object(statement, words, out);
  if (format_ == RdfFormat::kTurtle) return;
  if (statement.claim != Statement::kNoClaim) {
    out += ' ';
    AppendIri(kClaim, statement.claim, out);
  }
  out += " .\n";
}

void RdfWriter::End(std::string& out) const {
  if (format_ == RdfFormat::kTurtle && open_) out += " .\n";
}

void RdfWriter::Subject(uint64_t subject, const Words& words, std::string& out) {
  if (format_ == RdfFormat::kTurtle && open_) {
    if (subject == subject_) {
      out += " ;\n  ";
      return;
    }
    out += " .\n";
  }
  open_ = true;
  subject_ = subject;
  out += words.entity;
  AppendNumber(subject, out);
  out += words.iri_end;
  out += ' ';
}

void RdfWriter::Predicate(const Statement& statement, const Words& words, std::string& out) {
  switch (statement.property) {
    case Property::kType:
      out += words.type;
      return;
    case Property::kLabel:
      out += words.label;
      return;
    case Property::kAlias:
      out += words.alias;
      return;
    case Property::kComment:
      out += words.comment;
      return;
    default:
      break;
  }
  out += words.property;
  if (statement.property == Property::kLink) {
    out += 'P';
    AppendNumber(statement.link, out);
  } else {
    out += LocalName(statement.property);
  }
  out += words.iri_end;
}

void RdfWriter::Object(const Statement& statement, const Words& words, std::string& out) {
  const uint64_t object = statement.object;
  switch (statement.property) {
    case Property::kType:
      out += words.klass;
      AppendNumber(object, out);
      out += words.iri_end;
      return;
    case Property::kPartOf:
    case Property::kLink:
      out += words.entity;
      AppendNumber(object, out);
      out += words.iri_end;
      return;
    case Property::kLabel:
    case Property::kAlias:
      out += '"';
      AppendText(object, 2, out);
      out += ' ';
      AppendNumber(statement.subject, out);
      out += kLanguages[object >> 61];
      return;
    case Property::kComment:
      out += '"';
      AppendText(object, kCommentWords, out);
      out += '"';
      return;
    case Property::kCategory:
      out += "\"category ";
      AppendNumber(object, out);
      out += '"';
      return;
    case Property::kCreated:
      out += '"';
      AppendDate(object, out);
      out += words.date_end;
      return;
    default:
      Number(statement, words, out);
  }
}

void RdfWriter::Number(const Statement& statement, const Words& words, std::string& out) {
  const uint64_t number = statement.object;
  switch (statement.property) {
    case Property::kElevation:
      out += words.number_begin;
      if (number < kSeaLevel) out += '-';
      AppendNumber(number < kSeaLevel ? kSeaLevel - number : number - kSeaLevel, out);
      out += words.integer_end;
      return;
    case Property::kScore:
      out += words.number_begin;
      AppendNumber(number / 10, out);
      out += '.';
      AppendNumber(number % 10, out);
      out += words.decimal_end;
      return;
    case Property::kMeasure:
      out += '"';
      AppendNumber(number / 1000, out);
      out += '.';
      AppendPadded(number % 1000, 3, out);
      out += words.double_end;
      return;
    default:
      out += words.number_begin;
      AppendNumber(number, out);
      out += words.integer_end;
  }
}

void RdfWriter::ClaimProperty(const Statement& statement, std::string& out) {
  AppendIri(kClaim, statement.subject, out);
  switch (statement.property) {
    case Property::kBy:
      out += " <http://www.w3.org/ns/prov#wasAttributedTo> ";
      AppendIri("<http://example.org/agent/A", statement.object, out);
      break;
    case Property::kOn:
      out += " <http://purl.org/dc/terms/date> \"";
      AppendDate(statement.object, out);
      out += WordsOf(RdfFormat::kNQuads).date_end;
      break;
    default:
      out += " <http://purl.org/dc/terms/source> ";
      AppendIri("<http://example.org/source/S", statement.object, out);
  }
  out += " .\n";
}

}  // namespace tern::bench
