// A client of a journal that is there to be killed. Writes predictions and outcomes through a
// JournalWriter as fast as it can, and prints one line for each acknowledgement, at once.
// Usage: journal_load ADDRESS RUN
//   "counted ID LABEL", "duplicate ID LABEL", "corrected ID LABEL"; "failed" for an error
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/journal/open.h"
#include "server/journal/writer.h"
#include "tests/server/journal/support.h"

namespace credence::server {
namespace {

// One write(2) of less than PIPE_BUF bytes: a line arrives whole or not at all.
void Print(const std::string& line) {
  if (write(STDOUT_FILENO, line.data(), line.size()) < 0) _exit(1);
}

const char* NameOf(OutcomeState state) {
  switch (state) {
    case OutcomeState::kCounted:
      return "counted";
    case OutcomeState::kDuplicate:
      return "duplicate";
    case OutcomeState::kCorrected:
      return "corrected";
    default:
      return "refused";
  }
}

void Send(JournalWriter& writer, const std::string& id, int label, bool receipt) {
  JournalOutcome outcome = testing::Outcome(id, label);
  if (receipt) outcome.receipt = testing::Prediction(id);
  writer.Report({std::move(outcome)}, [id, label](absl::StatusOr<std::vector<OutcomeJoins>> joins) {
    Print(joins.ok() ? absl::StrCat(NameOf((*joins)[0][0].state), " ", id, " ", label, "\n")
                     : "failed\n");
  });
}

// Ids are shared by the runs, so that outcomes meet those of a run that was killed.
void Load(JournalWriter& writer, unsigned run) {
  std::mt19937 random(run);
  while (true) {
    for (int i = 0; i < 8; ++i) {
      const std::string id = absl::StrCat(random() % 50000);
      switch (random() % 4) {
        case 0:  // the prediction is this process's own
          writer.Add(testing::Prediction(id));
          Send(writer, id, 1, false);
          break;
        case 1:  // or another replica's
          Send(writer, id, 1, true);
          break;
        case 2:  // twice in one breath
          Send(writer, id, 1, true);
          Send(writer, id, 1, true);
          break;
        default:  // corrected
          Send(writer, absl::StrCat("c", id), 1, true);
          Send(writer, absl::StrCat("c", id), 0, true);
          break;
      }
    }
    // Some commits are small, some large.
    if (random() % 3 == 0) std::this_thread::sleep_for(std::chrono::microseconds(random() % 800));
    while (writer.state().queued > 2000) std::this_thread::yield();
  }
}

}  // namespace
}  // namespace credence::server

int main(int argc, char** argv) {
  using namespace credence::server;
  if (argc != 3) return 2;
  auto journal = OpenJournal(argv[1]);
  if (!journal.ok()) {
    std::fprintf(stderr, "%s\n", std::string(journal.status().message()).c_str());
    return 1;
  }
  JournalWriter writer(**journal, {}, nullptr);
  Load(writer, static_cast<unsigned>(std::atoi(argv[2])));
}
