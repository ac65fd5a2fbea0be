#include "models/report/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace credence::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Page Simple() {
  return {.title = "A & B",
          .subtitle = "sub",
          .sections = {{"Heading",
                        "intro",
                        {Render(Table{{"figure", "value"}, {{"AUROC", "0.87"}}}),
                         Render(std::vector<Tile>{{"ECE", "0.018", "null 0.013"}})}}},
          .footer = "end"};
}

TEST(RenderPage, FetchesNothingAndRunsNothing) {
  const std::string html = Render(Simple());
  for (const char* banned : {"<script", "http:", "https:", "url(", "<link", "@import", "src="}) {
    EXPECT_THAT(html, Not(HasSubstr(banned)));
  }
}

TEST(RenderPage, HasBothThemesAndANarrowLayout) {
  const std::string html = Render(Simple());
  EXPECT_THAT(html, HasSubstr("prefers-color-scheme:dark"));
  EXPECT_THAT(html, HasSubstr("max-width:760px"));
  EXPECT_THAT(html, HasSubstr("name=\"viewport\""));
}

TEST(RenderPage, EscapesTitlesCellsAndTiles) {
  EXPECT_THAT(Render(Simple()), HasSubstr("<h1>A &amp; B</h1>"));
  EXPECT_THAT(Render(Table{{"a", "b"}, {{"over all"}, {"1", "2"}}}),
              HasSubstr("<th class=\"rows\" colspan=\"2\" scope=\"rowgroup\">over all</th>"));
  EXPECT_THAT(Render(Table{{"<a>"}, {{"<b>"}}}), HasSubstr("<td>&lt;b&gt;</td>"));
  EXPECT_THAT(Render(std::vector<Tile>{{"<a>", "<b>", "<c>"}}), HasSubstr("<b>&lt;b&gt;</b>"));
}

TEST(WritePage, WritesWhatRenderGives) {
  const std::string path = ::testing::TempDir() + "page_test_" + std::to_string(getpid()) + ".html";
  ASSERT_TRUE(WritePage(path, Simple()).ok());
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  EXPECT_EQ(text.str(), Render(Simple()));
  EXPECT_FALSE(std::filesystem::exists(path + ".partial"));
}

TEST(WritePage, NamesThePathThatCannotBeWritten) {
  const absl::Status status = WritePage(::testing::TempDir() + "none/such/page.html", Simple());
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(status.message(), HasSubstr("none/such/page.html"));
}

}  // namespace
}  // namespace credence::report
