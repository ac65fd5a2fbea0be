#include "client/cli/table.h"

#include <gtest/gtest.h>

namespace credence::cli {
namespace {

constexpr Terminal kAscii = {.utf8 = false, .colour = false};
constexpr Terminal kUtf8 = {.utf8 = true, .colour = false};

TEST(DotStrip, ShowsHowManyMembersFallIntoACell) {
  const std::vector<double> members = {0.05, 0.25, 0.26, 0.55, 0.55, 0.55, 0.55};
  EXPECT_EQ(DotStrip(members, 10, kAscii), "|.-o--O----|");
  EXPECT_EQ(DotStrip(members, 10, kUtf8), "├◦─•──●────┤");
}

TEST(DotStrip, KeepsBothEndsOnTheAxis) {
  EXPECT_EQ(DotStrip(std::vector<double>{0.0, 1.0}, 4, kAscii), "|.--.|");
}

TEST(DotStrip, IsAnEmptyAxisWithoutMembers) { EXPECT_EQ(DotStrip({}, 3, kAscii), "|---|"); }

TEST(Table, AlignsTextLeftAndNumbersRight) {
  EXPECT_EQ(Table({{"id", "risk %", "note"}, {"a", "7.5", ""}, {"bcd", "12.5", "x"}},
                  {false, true, false}, kAscii),
            "id   risk %  note\n"
            "a       7.5\n"
            "bcd    12.5  x\n");
}

TEST(Table, CountsCharactersNotBytes) {
  EXPECT_EQ(Table({{"ab", "c"}, {"–", "d"}}, {false, false}, kUtf8), "ab  c\n–   d\n");
}

TEST(Terminal, ColoursOnlyWhereThereIsColour) {
  EXPECT_EQ(kAscii.Style("x", "1"), "x");
  const Terminal colour = {.utf8 = true, .colour = true};
  EXPECT_EQ(colour.Style("x", "1"), "\x1b[1mx\x1b[0m");
  EXPECT_EQ(Columns(colour.Style("x–", "1")), 2);
}

}  // namespace
}  // namespace credence::cli
