#include "server/outcomes/receipt.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>
#include <random>

namespace credence::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kOneKey(64, 'a');
const std::string kOtherKey(64, 'b');

JournalPrediction Sample() {
  return {.prediction_id = "stay-1",
          .model = "icu",
          .version = 3,
          .predicted_at = absl::FromUnixMicros(1'700'000'000'123'456),
          .probabilities = {0.75, 0.25},
          .average_nll = {0.3, 1.5},
          .epistemic = 0.0125,
          .deferred = true,
          .cohort = "ward"};
}

// A key file that goes with the test.
class KeyFile {
 public:
  explicit KeyFile(const std::string& text)
      : path_(::testing::TempDir() + "/receipt_keys." + std::to_string(getpid())) {
    std::ofstream(path_) << text;
  }
  ~KeyFile() { unlink(path_.c_str()); }
  absl::StatusOr<ReceiptKeys> Read() const { return ReceiptKeys::Read(path_); }

 private:
  const std::string path_;
};

ReceiptKeys Keys(const std::string& text) { return *KeyFile(text).Read(); }

TEST(Receipt, BringsAPredictionBackExactly) {
  const ReceiptKeys keys = ReceiptKeys::Random();
  const auto back = keys.Verify(keys.Sign(Sample()));
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->prediction_id, "stay-1");
  EXPECT_EQ(back->model, "icu");
  EXPECT_EQ(back->version, 3);
  EXPECT_EQ(back->predicted_at, absl::FromUnixMicros(1'700'000'000'123'456));
  EXPECT_EQ(back->probabilities, (std::vector<double>{0.75, 0.25}));
  EXPECT_EQ(back->average_nll, (std::vector<double>{0.3, 1.5}));
  EXPECT_EQ(back->epistemic, 0.0125);
  EXPECT_TRUE(back->deferred);
  EXPECT_EQ(back->cohort, "ward");
}

TEST(Receipt, HoldsAnyBytesOfAnId) {
  const ReceiptKeys keys = ReceiptKeys::Random();
  JournalPrediction odd = Sample();
  odd.prediction_id = std::string("\0\xff\n", 3);
  odd.cohort = "";
  odd.probabilities = {};
  odd.average_nll = {};
  const auto back = keys.Verify(keys.Sign(odd));
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->prediction_id, odd.prediction_id);
  EXPECT_TRUE(back->probabilities.empty());
}

TEST(Receipt, IsSmall) { EXPECT_LT(ReceiptKeys::Random().Sign(Sample()).size(), 150u); }

TEST(Receipt, IsRefusedWithAnyBitFlipped) {
  const ReceiptKeys keys = ReceiptKeys::Random();
  const std::string good = keys.Sign(Sample());
  for (size_t bit = 0; bit < 8 * good.size(); ++bit) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
    EXPECT_EQ(keys.Verify(bad).status().code(), absl::StatusCode::kInvalidArgument) << bit;
  }
}

TEST(Receipt, IsRefusedCutAnywhereOrWithMoreBehindIt) {
  const ReceiptKeys keys = ReceiptKeys::Random();
  const std::string good = keys.Sign(Sample());
  for (size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(keys.Verify(good.substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(keys.Verify(good + '\0').ok());
}

TEST(Receipt, IsRefusedUnderAnotherKey) {
  const std::string receipt = Keys(kOneKey).Sign(Sample());
  const auto status = Keys(kOtherKey).Verify(receipt).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("a key that this server does not have"));
}

TEST(Receipt, IsAcceptedByAnotherServerWithTheSameKey) {
  EXPECT_TRUE(Keys(kOneKey).Verify(Keys(kOneKey + "\n").Sign(Sample())).ok());
}

TEST(Receipt, IsAcceptedUnderAnOldKeyAfterRotation) {
  const std::string old = Keys(kOneKey).Sign(Sample());
  const ReceiptKeys rotated = Keys("# new\n" + kOtherKey + "\n\n" + kOneKey + "  # until June\n");
  EXPECT_TRUE(rotated.Verify(old).ok());
  // The first key signs.
  EXPECT_TRUE(Keys(kOtherKey).Verify(rotated.Sign(Sample())).ok());
  EXPECT_FALSE(Keys(kOneKey).Verify(rotated.Sign(Sample())).ok());
}

TEST(Receipt, RefusesNoiseWithoutReadingBeyondIt) {
  const ReceiptKeys keys = ReceiptKeys::Random();
  const std::string good = keys.Sign(Sample());
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    std::string noise = i % 2 == 0 ? good : std::string(random() % 300, '\0');
    const size_t first = i % 2 == 0 ? 5 + random() % (good.size() - 5) : 0;
    for (size_t at = first; at < noise.size(); ++at) noise[at] = static_cast<char>(random());
    if (noise == good) continue;
    EXPECT_FALSE(keys.Verify(noise).ok());
  }
}

TEST(ReceiptKeys, NamesTheLineThatIsNoKeyAndNeverItsContent) {
  const std::string secret = "0123456789abcdef0123456789abcdef";
  for (const std::string& line : {secret, kOneKey + "0", kOneKey.substr(1) + "x"}) {
    const auto status = KeyFile("# keys\n" + kOneKey + "\n" + line + "\n").Read().status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()), HasSubstr("line 3"));
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr(line)));
  }
}

TEST(ReceiptKeys, WantsAFileWithAKey) {
  EXPECT_EQ(ReceiptKeys::Read("/no/such/file").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(KeyFile("# none\n\n").Read().status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(ReceiptKeys, AreDifferentEachTimeTheyAreRandom) {
  EXPECT_FALSE(ReceiptKeys::Random().Verify(ReceiptKeys::Random().Sign(Sample())).ok());
}

}  // namespace
}  // namespace credence::server
