#include "server/predict/prediction_id.h"

#include <gmock/gmock.h>

#include <set>

namespace credence::server {
namespace {

TEST(PredictionId, LaysOutTheExampleOfTheStandard) {
  // RFC 9562, appendix A.6.
  EXPECT_EQ(FormatUuid7(0x017F22E279B0, 0xCC3, 0x18C4DC0C0C07398F),
            "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

TEST(PredictionId, KeepsVersionAndVariantWhateverTheRandomBits) {
  const std::string id = FormatUuid7(1, ~0ull, ~0ull);
  EXPECT_EQ(id, "00000000-0001-7fff-bfff-ffffffffffff");
}

TEST(PredictionId, IsDifferentEachTime) {
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(MakePredictionId());
  EXPECT_EQ(ids.size(), 1000u);
}

TEST(PredictionId, SortsByTime) {
  EXPECT_LT(FormatUuid7(1000, 0xFFF, ~0ull), FormatUuid7(1001, 0, 0));
}

}  // namespace
}  // namespace credence::server
