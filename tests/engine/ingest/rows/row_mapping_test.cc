#include "engine/ingest/rows/row_mapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/syntax/diagnostic.h"
#include "tests/engine/ingest/rows/mapping_builder.h"

namespace tern::ingest {
namespace {

using ::testing::ElementsAre;
using Item = RowMapping::Item;

absl::StatusOr<RowMapping> Compile(syntax::Walk walk) {
  FactWalkOptions constants;
  constants.allow_claim_terms = false;
  return CompileRowMapping(LoadOf({std::move(walk)}), constants);
}

std::string CodeOf(const absl::Status& status) {
  const auto diagnostic = syntax::FromStatus(status);
  return diagnostic.has_value() ? diagnostic->code : std::string(status.message());
}

std::string CodeOf(syntax::Walk walk) { return CodeOf(Compile(std::move(walk)).status()); }

TEST(RowMappingTest, TakesAWalkApart) {
  const auto mapping = Compile(WalkOf(
      Field("country"),
      EdgeOf("rejected",
             {{"on", Call("date", {Field("day")})}, {"source", Field("url")}, {"by", Expr(Name("x"))}}),
      Field("chip")));
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  ASSERT_EQ(mapping->edges.size(), 1u);
  const RowMapping::Edge& edge = mapping->edges[0];
  EXPECT_EQ(edge.subject.kind, Item::Kind::kField);
  EXPECT_EQ(mapping->tree.PathOf(edge.subject.index), "country");
  EXPECT_EQ(edge.predicate.constant, Name("rejected"));
  EXPECT_EQ(mapping->tree.PathOf(edge.object.index), "chip");
  ASSERT_EQ(edge.properties.size(), 3u);
  EXPECT_EQ(edge.properties[0].value.kind, Item::Kind::kComputed);
  EXPECT_EQ(edge.properties[1].value.kind, Item::Kind::kField);
  EXPECT_EQ(edge.properties[2].value.kind, Item::Kind::kConstant);
  EXPECT_EQ(edge.fields.size(), 4u);
}

TEST(RowMappingTest, BackwardEdgesAreTurned) {
  syntax::Edge edge = EdgeOf("p");
  edge.direction = syntax::Direction::kBackward;
  const auto mapping = Compile(WalkOf("A", edge, Field("b")));
  ASSERT_TRUE(mapping.ok());
  EXPECT_EQ(mapping->edges[0].subject.kind, Item::Kind::kField);
  EXPECT_EQ(mapping->edges[0].object.constant, Name("A"));
}

TEST(RowMappingTest, EqualExpressionsAndFieldsAreOne) {
  const auto mapping = CompileRowMapping(
      LoadOf({WalkOf(Call("iri", {Field("x.a")}), EdgeOf("p"), Call("text", {Field("x.b")})),
              WalkOf(Call("iri", {Field("x.a")}), EdgeOf("q"), Field("x.b"))}),
      {});
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  EXPECT_EQ(mapping->computed.size(), 2u);
  EXPECT_EQ(mapping->tree.size(), 4u);  // the row, x, x.a, x.b
  EXPECT_EQ(mapping->edges[0].subject.index, mapping->edges[1].subject.index);
}

TEST(RowMappingTest, ConstantsAreLookedUpOnce) {
  syntax::Node search;
  search.value = syntax::NameSearch{"china"};
  syntax::Walk walk = WalkOf("A", EdgeOf("p"), Field("x"));
  walk.nodes[0] = search;
  FactWalkOptions constants;
  int asked = 0;
  constants.find_entity = [&](const std::string& text) -> absl::StatusOr<model::Term> {
    ++asked;
    return Name(text);
  };
  const auto mapping = CompileRowMapping(LoadOf({walk}), constants);
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  EXPECT_EQ(mapping->edges[0].subject.constant, Name("china"));
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(CodeOf(walk), "TQ202");
}

syntax::Walk WithEdge(void (*change)(syntax::Edge& edge)) {
  syntax::Edge edge = EdgeOf("p");
  change(edge);
  return WalkOf(Field("a"), edge, Field("b"));
}

TEST(RowMappingTest, RefusesWhatCannotBeStated) {
  syntax::Expression variable;
  variable.value = syntax::Variable{"x"};
  syntax::Expression row;
  row.value = syntax::Variable{"row"};
  syntax::Expression other = Field("a");
  std::get<syntax::PropertyAccess>(other.value).variable.name = "x";
  EXPECT_EQ(CodeOf(WalkOf(variable, EdgeOf("p"), "B")), "TQ220");
  EXPECT_EQ(CodeOf(WalkOf(row, EdgeOf("p"), "B")), "TQ220");
  EXPECT_EQ(CodeOf(WalkOf(other, EdgeOf("p"), "B")), "TQ220");
  EXPECT_EQ(CodeOf(WalkOf("A", EdgeOf("p"), Call("text", {row}))), "TQ220");
  EXPECT_EQ(CodeOf(WalkOf("A", EdgeOf("p", {{"k", variable}}), "B")), "TQ220");
  syntax::Expression list;
  list.value = syntax::List{{Field("a")}};
  EXPECT_EQ(CodeOf(WalkOf("A", EdgeOf("p", {{"k", list}}), "B")), "TQ208");
  EXPECT_EQ(CodeOf(WalkOf(model::Term::String("x"), EdgeOf("p"), Field("a"))), "TQ203");
  EXPECT_EQ(CodeOf(WalkOf("A", EdgeOf(model::Term::String("x")), "B")), "TQ210");
  EXPECT_EQ(CodeOf(WalkOf(model::Term::Claim("3"), EdgeOf("p"), "B")), "TQ211");
  EXPECT_EQ(CodeOf(WalkOf("A", EdgeOf("p"), Call("txet", {Field("a")}))), "TQ105");
  EXPECT_EQ(CodeOf(WalkOf("A", EdgeOf("p"), Call("date", {}))), "TQ106");
  EXPECT_EQ(CodeOf(WithEdge([](syntax::Edge& edge) { edge.direction = syntax::Direction::kEither; })),
            "TQ204");
  EXPECT_EQ(CodeOf(WithEdge([](syntax::Edge& edge) { edge.claim = syntax::Variable{"c"}; })), "TQ205");
  EXPECT_EQ(CodeOf(WithEdge([](syntax::Edge& edge) { edge.stance = syntax::StanceForm::kSaid; })), "TQ206");
}

TEST(FieldTreeTest, NamesAreFoundAgain) {
  FieldTree tree;
  const size_t a = tree.Add(FieldTree::kRoot, "a", {});
  const size_t b = tree.Add(a, "b", {});
  EXPECT_EQ(tree.Add(FieldTree::kRoot, "a", {}), a);
  EXPECT_EQ(tree.Add(a, "b", {}), b);
  EXPECT_NE(tree.Add(FieldTree::kRoot, "b", {}), b);
  EXPECT_EQ(tree.PathOf(b), "a.b");
  EXPECT_THAT(tree.node(FieldTree::kRoot).children, ElementsAre(a, b + 1));
}

}  // namespace
}  // namespace tern::ingest
