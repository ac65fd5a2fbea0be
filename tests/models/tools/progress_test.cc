#include "models/tools/progress.h"

#include <gtest/gtest.h>

namespace credence::tools {
namespace {

TEST(ProgressText, EstimatesWhatIsLeftFromWhatIsDone) {
  EXPECT_EQ(ProgressText("answering", 1000, 4000, 2), "answering 1000/4000, 2 s, 6 s left");
}

TEST(ProgressText, EstimatesNothingAtTheStartAndAtTheEnd) {
  EXPECT_EQ(ProgressText("answering", 0, 10, 1), "answering 0/10, 1 s");
  EXPECT_EQ(ProgressText("answering", 10, 10, 5), "answering 10/10, 5 s");
}

}  // namespace
}  // namespace credence::tools
