#include "models/predict/each_member.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace credence::predict {
namespace {

class EachMember final : public Executor {
 public:
  EachMember(std::vector<std::unique_ptr<Executor>> members, int64_t outputs)
      : members_(std::move(members)), outputs_(outputs) {}

  absl::Status Forward(std::span<const float> rows, int64_t batch,
                       std::span<float> logits) override {
    const auto count = static_cast<int64_t>(members_.size());
    if (batch < 0 || static_cast<int64_t>(logits.size()) != batch * count * outputs_) {
      return absl::InternalError(
          absl::StrCat("logits: got room for ", logits.size(), " for a batch of ", batch));
    }
    one_.resize(batch * outputs_);
    for (int64_t m = 0; m < count; ++m) {
      absl::Status status = members_[m]->Forward(rows, batch, one_);
      if (!status.ok()) return status;
      for (int64_t b = 0; b < batch; ++b) {
        std::copy_n(one_.begin() + b * outputs_, outputs_,
                    logits.begin() + (b * count + m) * outputs_);
      }
    }
    return absl::OkStatus();
  }

  std::string name() const override { return members_.front()->name(); }

  WeightBytes weight_bytes() const override {
    return {.shared = 0, .per_member = members_.front()->weight_bytes().total(1)};
  }

 private:
  std::vector<std::unique_ptr<Executor>> members_;
  int64_t outputs_;
  std::vector<float> one_;  // one member's logits
};

}  // namespace

std::unique_ptr<Executor> MakeEachMember(std::vector<std::unique_ptr<Executor>> members,
                                         int64_t outputs) {
  return std::make_unique<EachMember>(std::move(members), outputs);
}

}  // namespace credence::predict
