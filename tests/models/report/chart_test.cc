#include "models/report/chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "models/report/page.h"

namespace credence::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Chart Simple() {
  Chart chart;
  chart.title = "Loss";
  chart.x.label = "epoch";
  chart.y.label = "nats";
  chart.lines = {{.name = "training", .x = {0, 1, 2}, .y = {3, 2, 1}}};
  return chart;
}

TEST(RenderChart, DrawsALineFromTheLeftEdgeToTheRight) {
  const std::string html = Render(Simple());
  EXPECT_THAT(html, HasSubstr("M72.00,"));
  EXPECT_THAT(html, HasSubstr("L506.00,"));
  EXPECT_THAT(html, HasSubstr(">training</span>"));
}

TEST(RenderChart, BreaksALineAtWhatIsNotFinite) {
  Chart chart = Simple();
  chart.lines[0] = {.name = "", .x = {0, 1, 2, 3}, .y = {1, std::nan(""), 2, 3}};
  const std::string html = Render(chart);
  EXPECT_THAT(html, Not(HasSubstr("nan")));
  const size_t path = html.find("class=\"line");
  EXPECT_EQ(std::count(html.begin() + path, html.begin() + html.find("/>", path), 'M'), 2);
}

TEST(RenderChart, EscapesEveryText) {
  Chart chart = Simple();
  chart.title = "<script>";
  chart.note = "a & b";
  chart.lines[0].name = "x<y";
  chart.x.label = chart.y.label = "\"'";
  const std::string html = Render(chart);
  EXPECT_THAT(html, Not(HasSubstr("<script>")));
  EXPECT_THAT(html, HasSubstr("a &amp; b"));
  EXPECT_THAT(html, HasSubstr("x&lt;y"));
  EXPECT_THAT(html, HasSubstr("&quot;&#39;"));
}

TEST(RenderChart, GivesEachMarkItsOwnColour) {
  Chart chart = Simple();
  chart.lines.push_back({.name = "validation", .x = {0, 1}, .y = {1, 1}});
  const std::string html = Render(chart);
  EXPECT_THAT(html, HasSubstr("line c1"));
  EXPECT_THAT(html, HasSubstr("line c2"));
}

TEST(RenderChart, LeavesWhatHasNoDataOutOfTheLegend) {
  Chart chart = Simple();
  chart.lines.push_back({.name = "validation", .x = {0, 1}, .y = {std::nan(""), std::nan("")}});
  EXPECT_THAT(Render(chart), Not(HasSubstr("validation")));
}

TEST(RenderChart, StandsBarsOnZero) {
  Chart chart;
  chart.bars = {{.name = "n", .edges = {0, 1, 2}, .heights = {4, 8}}};
  // The plot's floor is at 272 of 320 pixels: the top plus the height of each bar ends there.
  const std::string html = Render(chart);
  double top = 0, height = 0;
  ASSERT_EQ(std::sscanf(html.c_str() + html.find("<rect"),
                        "<rect class=\"bar c1\" x=\"%*f\" y=\"%lf\" width=\"%*f\" height=\"%lf\"",
                        &top, &height),
            2);
  EXPECT_NEAR(top + height, 272, 0.02);
}

TEST(RenderFile, IsAnSvgOfItsOwnWithTitleAndLegend) {
  Chart chart = Simple();
  chart.title = "a < b";
  chart.lines.push_back({.name = "x & y", .x = {0, 1}, .y = {1, 1}, .dashed = true});
  chart.dots = {{.name = "points", .x = {1}, .y = {2}}};
  const std::string svg = RenderFile(chart);
  EXPECT_EQ(svg.find("<svg xmlns=\"http://www.w3.org/2000/svg\""), 0);
  EXPECT_THAT(svg, HasSubstr("prefers-color-scheme:dark"));
  EXPECT_THAT(svg, HasSubstr(">a &lt; b</text>"));
  EXPECT_THAT(svg, HasSubstr(">training</text>"));
  EXPECT_THAT(svg, HasSubstr(">x &amp; y</text>"));
  EXPECT_THAT(svg, HasSubstr(">points</text>"));
  EXPECT_THAT(svg, Not(HasSubstr("<div")));
  EXPECT_EQ(svg.substr(svg.size() - 7), "</svg>\n");
}

TEST(RenderChart, SaysWhenThereIsNothingToDraw) {
  EXPECT_THAT(Render(Chart{}), HasSubstr(">no data<"));
}

TEST(RenderChart, LeavesNonPositiveValuesOutOfALogarithmicAxis) {
  Chart chart = Simple();
  chart.y.logarithmic = true;
  chart.lines[0].y = {0, 10, 100};
  const std::string html = Render(chart);
  EXPECT_THAT(html, Not(HasSubstr("inf")));
  EXPECT_THAT(html, Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace credence::report
