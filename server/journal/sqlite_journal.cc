#include "server/journal/sqlite_journal.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "server/journal/pack.h"
#include "server/journal/sqlite_schema.h"

namespace credence::server {
namespace {

constexpr int64_t kPurgeRows = 1000;    // in one transaction, some milliseconds
constexpr int64_t kVacuumPages = 1000;  // likewise

constexpr char kPairColumns[] =
    "p.prediction_id, p.predicted_at, p.figures, p.deferred, p.cohort, "
    "o.sequence, o.label, o.observed_at, o.received_at, o.corrections, o.first_label, "
    "o.first_sequence";

// Reads kPairColumns from column `first` on.
bool ReadPrediction(const SqliteStatement& row, int first, JournalPrediction& prediction) {
  prediction.prediction_id = row.Text(first);
  prediction.predicted_at = absl::FromUnixMicros(row.Integer(first + 1));
  prediction.deferred = row.Integer(first + 3) != 0;
  prediction.cohort = row.Text(first + 4);
  return UnpackFigures(row.Bytes(first + 2), prediction);
}

void ReadOutcome(const SqliteStatement& row, int first, JournalPair& pair) {
  pair.sequence = row.Integer(first);
  pair.label = static_cast<int>(row.Integer(first + 1));
  pair.observed_at = absl::FromUnixMicros(row.Integer(first + 2));
  pair.received_at = absl::FromUnixMicros(row.Integer(first + 3));
  pair.corrections = static_cast<int>(row.Integer(first + 4));
  pair.first_label = static_cast<int>(row.Integer(first + 5));
  pair.first_sequence = row.Integer(first + 6);
}

absl::Status Damaged(const std::string& file) {
  return absl::DataLossError(absl::StrCat("journal ", file, ": a row is damaged"));
}

}  // namespace

// A connection taken from the idle ones, or a new one; goes back in the end.
class SqliteJournal::Reader {
 public:
  explicit Reader(SqliteJournal& journal) : journal_(journal) {
    std::lock_guard lock(journal.readers_mutex_);
    if (journal.readers_.empty()) return;
    connection_ = std::move(journal.readers_.back());
    journal.readers_.pop_back();
  }
  ~Reader() {
    if (connection_ == nullptr) return;
    std::lock_guard lock(journal_.readers_mutex_);
    journal_.readers_.push_back(std::move(connection_));
  }
  absl::Status Open() {
    if (connection_ != nullptr) return absl::OkStatus();
    auto opened =
        SqliteConnection::Open(journal_.file_, SQLITE_OPEN_READONLY, journal_.options_.busy);
    if (!opened.ok()) return opened.status();
    connection_ = *std::move(opened);
    return absl::OkStatus();
  }
  SqliteConnection* operator->() { return connection_.get(); }

 private:
  SqliteJournal& journal_;
  std::unique_ptr<SqliteConnection> connection_;
};

absl::StatusOr<std::unique_ptr<SqliteJournal>> SqliteJournal::Open(const std::string& file,
                                                                   const SqliteOptions& options) {
  std::unique_ptr<SqliteJournal> journal(new SqliteJournal(file, options));
  if (absl::Status status = journal->Start(); !status.ok()) return status;
  return journal;
}

absl::Status SqliteJournal::Start() {
  auto opened =
      SqliteConnection::Open(file_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, options_.busy);
  if (!opened.ok()) return opened.status();
  writer_ = *std::move(opened);
  if (absl::Status status = CheckSqliteOwner(*writer_, file_); !status.ok()) return status;
  const auto check = writer_->Text("PRAGMA quick_check(1)");
  if (!check.ok()) return check.status();
  if (*check != "ok") {
    return absl::DataLossError(absl::StrCat("journal ", file_, ": the file is corrupt: ", *check));
  }
  // auto_vacuum holds only if it is set before the first table.
  const auto mode = writer_->Execute("PRAGMA auto_vacuum = INCREMENTAL");
  if (!mode.ok()) return mode;
  const auto journal_mode = writer_->Text("PRAGMA journal_mode = WAL");
  if (!journal_mode.ok()) return journal_mode.status();
  if (*journal_mode != "wal") {
    return absl::UnavailableError(
        absl::StrCat("journal ", file_, ": this file system has no WAL mode, got ", *journal_mode));
  }
  absl::Status status = writer_->Execute(
      "PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768;"
      "PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864;");
  if (!status.ok()) return status;
  if (absl::Status migrated = MigrateSqlite(*writer_); !migrated.ok()) return migrated;
  if (options_.max_pages > 0) {
    status = writer_->Execute(absl::StrCat("PRAGMA max_page_count = ", options_.max_pages));
    if (!status.ok()) return status;
  }
  return Prepare();
}

absl::Status SqliteJournal::Prepare() {
  const std::pair<SqliteStatement*, std::string> list[] = {
      {&statements_.add_model, "INSERT OR IGNORE INTO models (model, version) VALUES (?1, ?2)"},
      {&statements_.find_model, "SELECT id FROM models WHERE model = ?1 AND version = ?2"},
      {&statements_.add_prediction,
       "INSERT OR IGNORE INTO predictions (prediction_id, model_id, predicted_at, figures, "
       "deferred, cohort) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"},
      {&statements_.find,
       absl::StrCat("SELECT ", kPairColumns,
                    ", p.id, m.id, m.model, m.version, o.prediction IS NOT NULL "
                    "FROM predictions p CROSS JOIN models m ON m.id = p.model_id "
                    "LEFT JOIN outcomes o ON o.prediction = p.id WHERE p.prediction_id = ?1")},
      {&statements_.put_outcome,
       "INSERT INTO outcomes VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT "
       "(prediction) "
       "DO UPDATE SET sequence = ?3, label = ?5, observed_at = ?6, received_at = ?7, "
       "corrections = ?8"},
      {&statements_.save_state,
       "INSERT INTO states VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE SET sequence = ?2, "
       "text = ?3 WHERE ?2 >= sequence"}};
  for (const auto& [statement, sql] : list) {
    auto prepared = writer_->Prepare(sql);
    if (!prepared.ok()) return prepared.status();
    *statement = *std::move(prepared);
  }
  return absl::OkStatus();
}

absl::Status SqliteJournal::Write(std::span<const JournalPrediction> predictions,
                                  std::span<const JournalOutcome> outcomes, absl::Duration horizon,
                                  std::vector<OutcomeJoins>& joins) {
  joins.clear();
  std::lock_guard lock(write_mutex_);
  if (writer_->Moved()) {
    return absl::DataLossError(
        absl::StrCat("journal ", file_, ": the file was moved or deleted while it was open"));
  }
  SqliteTransaction transaction(*writer_);
  absl::Status status = transaction.Begin();
  if (status.ok()) status = WriteAll(predictions, outcomes, horizon, joins);
  if (status.ok()) status = transaction.Commit();
  if (!status.ok()) {
    joins.clear();
    models_.clear();  // some of them may be rolled back
  }
  return status;
}

absl::Status SqliteJournal::WriteAll(std::span<const JournalPrediction> predictions,
                                     std::span<const JournalOutcome> outcomes,
                                     absl::Duration horizon, std::vector<OutcomeJoins>& joins) {
  for (const JournalPrediction& prediction : predictions) {
    if (absl::Status status = StorePrediction(prediction); !status.ok()) return status;
  }
  if (outcomes.empty()) return absl::OkStatus();
  for (const JournalOutcome& outcome : outcomes) {
    if (!outcome.receipt.has_value()) continue;
    if (absl::Status status = StorePrediction(*outcome.receipt); !status.ok()) return status;
  }
  const auto sequence = writer_->Integer("SELECT sequence FROM journal");
  if (!sequence.ok()) return sequence.status();
  OutcomeJoiner joiner(*sequence, horizon);
  joins.reserve(outcomes.size());
  for (const JournalOutcome& outcome : outcomes) {
    const std::string& id =
        outcome.receipt.has_value() ? outcome.receipt->prediction_id : outcome.prediction_id;
    if (absl::Status status = Find(id, joiner); !status.ok()) return status;
    joins.push_back(joiner.Join(outcome));
  }
  return StoreOutcomes(joiner);
}

absl::Status SqliteJournal::StorePrediction(const JournalPrediction& prediction) {
  const auto model = ModelRow(prediction.model, prediction.version);
  if (!model.ok()) return model.status();
  const std::string figures = PackFigures(prediction);
  SqliteStatement& add = statements_.add_prediction;
  add.BindText(1, prediction.prediction_id);
  add.Bind(2, *model);
  add.Bind(3, absl::ToUnixMicros(prediction.predicted_at));
  add.BindBytes(4, figures);
  add.Bind(5, prediction.deferred ? 1 : 0);
  add.BindText(6, prediction.cohort);
  return add.Run();
}

absl::StatusOr<int64_t> SqliteJournal::ModelRow(const std::string& model, int64_t version) {
  const auto known = models_.find(std::make_pair(model, version));
  if (known != models_.end()) return known->second;
  for (SqliteStatement* statement : {&statements_.add_model, &statements_.find_model}) {
    statement->BindText(1, model);
    statement->Bind(2, version);
  }
  if (absl::Status status = statements_.add_model.Run(); !status.ok()) return status;
  const auto row = statements_.find_model.Step();
  if (!row.ok()) return row.status();
  const int64_t id = statements_.find_model.Integer(0);
  statements_.find_model.Reset();
  models_[std::make_pair(model, version)] = id;
  return id;
}

absl::Status SqliteJournal::Find(const std::string& prediction_id, OutcomeJoiner& joiner) {
  if (joiner.Knows(prediction_id)) return absl::OkStatus();
  SqliteStatement& find = statements_.find;
  find.BindText(1, prediction_id);
  absl::StatusOr<bool> row = find.Step();
  bool whole = true;
  for (; row.ok() && *row; row = find.Step()) {
    StoredPair stored;
    whole = whole && ReadPrediction(find, 0, stored.pair.prediction);
    ReadOutcome(find, 5, stored.pair);
    stored.row = find.Integer(12);
    stored.model = find.Integer(13);
    stored.pair.prediction.model = find.Text(14);
    stored.pair.prediction.version = find.Integer(15);
    stored.has_outcome = find.Integer(16) != 0;
    joiner.Add(std::move(stored));
  }
  find.Reset();
  if (!row.ok()) return row.status();
  return whole ? absl::OkStatus() : Damaged(file_);
}

absl::Status SqliteJournal::StoreOutcomes(const OutcomeJoiner& joiner) {
  for (const StoredPair* stored : joiner.changed()) {
    const JournalPair& pair = stored->pair;
    SqliteStatement& put = statements_.put_outcome;
    put.Bind(1, stored->row);
    put.Bind(2, stored->model);
    put.Bind(3, pair.sequence);
    put.Bind(4, absl::ToUnixMicros(pair.prediction.predicted_at));
    put.Bind(5, pair.label);
    put.Bind(6, absl::ToUnixMicros(pair.observed_at));
    put.Bind(7, absl::ToUnixMicros(pair.received_at));
    put.Bind(8, pair.corrections);
    put.Bind(9, pair.first_label);
    put.Bind(10, pair.first_sequence);
    if (absl::Status status = put.Run(); !status.ok()) return status;
  }
  return writer_->Execute(absl::StrCat("UPDATE journal SET sequence = ", joiner.sequence()));
}

absl::StatusOr<std::vector<JournalPair>> SqliteJournal::Read(const PairQuery& query) {
  Reader reader(*this);
  if (absl::Status status = reader.Open(); !status.ok()) return status;
  // SQLite keeps no statistics here, so the index is named.
  const bool by_time = query.received_since > absl::InfinitePast();
  auto select = reader->Prepare(absl::StrCat(
      "SELECT ", kPairColumns, " FROM models m CROSS JOIN outcomes o INDEXED BY ",
      by_time ? "outcomes_by_receipt" : "outcomes_by_sequence",
      " ON o.model_id = m.id CROSS JOIN predictions p ON p.id = o.prediction "
      "WHERE m.model = ?1 AND m.version = ?2 AND o.sequence > ?3 AND o.received_at >= ?4 "
      "AND (?5 = '' OR p.cohort = ?5) AND (?6 < 0 OR p.deferred = ?6) "
      "ORDER BY o.sequence DESC LIMIT ?7"));
  if (!select.ok()) return select.status();
  select->BindText(1, query.model);
  select->Bind(2, query.version);
  select->Bind(3, query.after_sequence);
  select->Bind(4, absl::ToUnixMicros(query.received_since));
  select->BindText(5, query.cohort);
  select->Bind(6, query.deferred.has_value() ? (*query.deferred ? 1 : 0) : -1);
  select->Bind(7, query.last > 0 ? query.last : -1);
  std::vector<JournalPair> pairs;
  absl::StatusOr<bool> row = select->Step();
  for (; row.ok() && *row; row = select->Step()) {
    JournalPair& pair = pairs.emplace_back();
    if (!ReadPrediction(*select, 0, pair.prediction)) return Damaged(file_);
    pair.prediction.model = query.model;
    pair.prediction.version = query.version;
    ReadOutcome(*select, 5, pair);
  }
  if (!row.ok()) return row.status();
  std::reverse(pairs.begin(), pairs.end());
  return pairs;
}

absl::StatusOr<Coverage> SqliteJournal::Count(const std::string& model, int64_t version,
                                              absl::Time predicted_since) {
  Reader reader(*this);
  if (absl::Status status = reader.Open(); !status.ok()) return status;
  auto select = reader->Prepare(
      "SELECT (SELECT count(*) FROM predictions WHERE model_id = m.id AND predicted_at >= ?3), "
      "(SELECT count(*) FROM outcomes WHERE model_id = m.id AND predicted_at >= ?3) "
      "FROM models m WHERE m.model = ?1 AND m.version = ?2");
  if (!select.ok()) return select.status();
  select->BindText(1, model);
  select->Bind(2, version);
  select->Bind(3, absl::ToUnixMicros(predicted_since));
  const auto row = select->Step();
  if (!row.ok()) return row.status();
  if (!*row) return Coverage{};
  return Coverage{select->Integer(0), select->Integer(1)};
}

absl::StatusOr<std::vector<JournalVersion>> SqliteJournal::Versions() {
  Reader reader(*this);
  if (absl::Status status = reader.Open(); !status.ok()) return status;
  auto select = reader->Prepare(
      "SELECT model, version FROM models m WHERE EXISTS (SELECT 1 FROM predictions p WHERE "
      "p.model_id = m.id) ORDER BY model, version");
  if (!select.ok()) return select.status();
  std::vector<JournalVersion> versions;
  absl::StatusOr<bool> row = select->Step();
  for (; row.ok() && *row; row = select->Step()) {
    versions.push_back({select->Text(0), select->Integer(1)});
  }
  if (!row.ok()) return row.status();
  return versions;
}

absl::Status SqliteJournal::SaveState(const std::string& name, int64_t sequence,
                                      const std::string& text) {
  std::lock_guard lock(write_mutex_);
  SqliteStatement& save = statements_.save_state;
  save.BindText(1, name);
  save.Bind(2, sequence);
  save.BindText(3, text);
  return save.Run();
}

absl::StatusOr<std::string> SqliteJournal::LoadState(const std::string& name) {
  Reader reader(*this);
  if (absl::Status status = reader.Open(); !status.ok()) return status;
  auto select = reader->Prepare("SELECT text FROM states WHERE name = ?1");
  if (!select.ok()) return select.status();
  select->BindText(1, name);
  const auto row = select->Step();
  if (!row.ok()) return row.status();
  if (!*row)
    return absl::NotFoundError(absl::StrCat("journal ", file_, ": no state \"", name, "\""));
  return select->Text(0);
}

absl::StatusOr<int64_t> SqliteJournal::Purge(absl::Time predicted_before,
                                             const std::stop_token& stop) {
  std::vector<int64_t> models;
  {
    Reader reader(*this);
    if (absl::Status status = reader.Open(); !status.ok()) return status;
    auto select = reader->Prepare("SELECT id FROM models");
    if (!select.ok()) return select.status();
    absl::StatusOr<bool> row = select->Step();
    for (; row.ok() && *row; row = select->Step()) models.push_back(select->Integer(0));
    if (!row.ok()) return row.status();
  }
  const int64_t before = absl::ToUnixMicros(predicted_before);
  int64_t deleted = 0;
  for (int64_t model : models) {
    absl::StatusOr<int64_t> some = kPurgeRows;
    while (*some == kPurgeRows && !stop.stop_requested()) {
      some = PurgeSome(model, before);
      if (!some.ok()) return some.status();
      deleted += *some;
      absl::SleepFor(absl::Milliseconds(1));  // a mutex is not fair, and Write may be waiting
    }
  }
  if (deleted > 0) {
    if (absl::Status status = GiveRoomBack(stop); !status.ok()) return status;
  }
  return deleted;
}

absl::StatusOr<int64_t> SqliteJournal::PurgeSome(int64_t model, int64_t before) {
  std::lock_guard lock(write_mutex_);
  SqliteTransaction transaction(*writer_);
  if (absl::Status status = transaction.Begin(); !status.ok()) return status;
  const std::string some =
      absl::StrCat("(SELECT id FROM predictions WHERE model_id = ", model, " AND predicted_at < ",
                   before, " ORDER BY predicted_at, id LIMIT ", kPurgeRows, ")");
  absl::Status status =
      writer_->Execute(absl::StrCat("DELETE FROM outcomes WHERE prediction IN ", some));
  if (status.ok()) {
    status = writer_->Execute(absl::StrCat("DELETE FROM predictions WHERE id IN ", some));
  }
  const int64_t deleted = writer_->changes();
  if (status.ok()) status = transaction.Commit();
  if (!status.ok()) return status;
  return deleted;
}

absl::Status SqliteJournal::GiveRoomBack(const std::stop_token& stop) {
  int64_t before = std::numeric_limits<int64_t>::max();
  while (!stop.stop_requested()) {
    {
      std::lock_guard lock(write_mutex_);
      const auto free = writer_->Integer("PRAGMA freelist_count");
      if (!free.ok()) return free.status();
      if (*free == 0 || *free >= before) return writer_->Execute("PRAGMA wal_checkpoint(PASSIVE)");
      before = *free;
      const absl::Status status =
          writer_->Execute(absl::StrCat("PRAGMA incremental_vacuum(", kVacuumPages, ")"));
      if (!status.ok()) return status;
    }
    absl::SleepFor(absl::Milliseconds(1));
  }
  return absl::OkStatus();
}

}  // namespace credence::server
