#include "tests/server/journal/stores.h"

#include "server/journal/open.h"
#include "tests/server/journal/postgres_server.h"
#include "tests/server/journal/support.h"
#include "tests/server/support/fake_journal.h"

namespace credence::server::testing {
namespace {

class SqliteStore : public JournalStore {
 public:
  absl::StatusOr<std::unique_ptr<Journal>> Open() override {
    return OpenJournal("sqlite:" + folder_.path() + "/journal.db");
  }

 private:
  TemporaryFolder folder_;
};

class PostgresStore : public JournalStore {
 public:
  explicit PostgresStore(PostgresServer& server) : address_(server.NewDatabase()) {}
  absl::StatusOr<std::unique_ptr<Journal>> Open() override { return OpenJournal(address_); }

 private:
  const std::string address_;
};

// Forwards to the one journal in memory, so that it outlives being closed.
class FakeStore : public JournalStore {
 public:
  absl::StatusOr<std::unique_ptr<Journal>> Open() override {
    return std::make_unique<Forward>(journal_);
  }

 private:
  class Forward : public Journal {
   public:
    explicit Forward(Journal& to) : to_(to) {}
    absl::Status Write(std::span<const JournalPrediction> predictions,
                       std::span<const JournalOutcome> outcomes, absl::Duration horizon,
                       std::vector<OutcomeJoins>& joins) override {
      return to_.Write(predictions, outcomes, horizon, joins);
    }
    absl::StatusOr<std::vector<JournalPair>> Read(const PairQuery& query) override {
      return to_.Read(query);
    }
    absl::StatusOr<Coverage> Count(const std::string& model, int64_t version,
                                   absl::Time predicted_since) override {
      return to_.Count(model, version, predicted_since);
    }
    absl::StatusOr<std::vector<JournalVersion>> Versions() override { return to_.Versions(); }
    absl::Status SaveState(const std::string& name, int64_t sequence,
                           const std::string& text) override {
      return to_.SaveState(name, sequence, text);
    }
    absl::StatusOr<std::string> LoadState(const std::string& name) override {
      return to_.LoadState(name);
    }
    absl::StatusOr<int64_t> Purge(absl::Time before, const std::stop_token& stop) override {
      return to_.Purge(before, stop);
    }
    std::string kind() const override { return to_.kind(); }

   private:
    Journal& to_;
  };

  FakeJournal journal_;
};

}  // namespace

const std::vector<std::string>& StoreKinds() {
  static const auto* const kinds = new std::vector<std::string>{"sqlite", "postgres", "fake"};
  return *kinds;
}

std::unique_ptr<JournalStore> MakeStore(const std::string& kind, std::string& why) {
  if (kind == "sqlite") return std::make_unique<SqliteStore>();
  if (kind == "fake") return std::make_unique<FakeStore>();
  if (kind == "postgres") {
    PostgresServer* const server = PostgresServer::Shared(why);
    return server == nullptr ? nullptr : std::make_unique<PostgresStore>(*server);
  }
  why = "no store of kind " + kind;
  return nullptr;
}

}  // namespace credence::server::testing
