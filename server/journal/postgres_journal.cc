#include "server/journal/postgres_journal.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "server/journal/pack.h"
#include "server/journal/postgres_schema.h"

namespace credence::server {
namespace {

constexpr int64_t kPurgeRows = 5000;  // in one transaction, some tens of milliseconds

constexpr char kPairColumns[] =
    "p.prediction_id, p.predicted_at, p.figures, p.deferred, p.cohort, "
    "o.sequence, o.label, o.observed_at, o.received_at, o.corrections, o.first_label, "
    "o.first_sequence";

// Reads kPairColumns. Columns of a prediction without an outcome are NULL, and read as 0.
bool ReadPair(const PostgresResult& rows, int row, JournalPair& pair) {
  JournalPrediction& prediction = pair.prediction;
  prediction.prediction_id = rows.Text(row, 0);
  prediction.predicted_at = absl::FromUnixMicros(rows.Integer(row, 1));
  prediction.deferred = rows.Integer(row, 3) != 0;
  prediction.cohort = rows.Text(row, 4);
  pair.sequence = rows.Integer(row, 5);
  pair.label = static_cast<int>(rows.Integer(row, 6));
  pair.observed_at = absl::FromUnixMicros(rows.Integer(row, 7));
  pair.received_at = absl::FromUnixMicros(rows.Integer(row, 8));
  pair.corrections = static_cast<int>(rows.Integer(row, 9));
  pair.first_label = static_cast<int>(rows.Integer(row, 10));
  pair.first_sequence = rows.Integer(row, 11);
  return UnpackFigures(rows.Bytes(row, 2), prediction);
}

absl::Status Damaged() { return absl::DataLossError("journal PostgreSQL: a row is damaged"); }

const std::string& IdOf(const JournalOutcome& outcome) {
  return outcome.receipt.has_value() ? outcome.receipt->prediction_id : outcome.prediction_id;
}

}  // namespace

absl::StatusOr<std::unique_ptr<PostgresJournal>> PostgresJournal::Open(const std::string& address,
                                                                       absl::Duration patience) {
  std::unique_ptr<PostgresJournal> journal(new PostgresJournal(address, patience));
  absl::Status status = journal->With(MigratePostgres);
  if (!status.ok()) return status;
  return journal;
}

absl::Status PostgresJournal::With(Use use) {
  while (true) {
    std::unique_ptr<PostgresConnection> connection;
    {
      std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        connection = std::move(idle_.back());
        idle_.pop_back();
      }
    }
    const bool old = connection != nullptr;
    if (!old) {
      auto connected = PostgresConnection::Connect(address_, patience_);
      if (!connected.ok()) return connected.status();
      connection = *std::move(connected);
    }
    absl::Status status = use(*connection);
    if (!connection->broken()) {
      std::lock_guard lock(mutex_);
      idle_.push_back(std::move(connection));
      return status;
    }
    if (connection->silent()) {
      // The other idle ones are as silent, or made again at little cost.
      std::lock_guard lock(mutex_);
      idle_.clear();
      return status;
    }
    if (!old) return status;
  }
}

absl::Status PostgresJournal::Write(std::span<const JournalPrediction> predictions,
                                    std::span<const JournalOutcome> outcomes,
                                    absl::Duration horizon, std::vector<OutcomeJoins>& joins) {
  joins.clear();
  absl::Status status;
  // A connection that broke while nothing was written says so only now.
  if (writer_ != nullptr && !writer_->Execute("SELECT 1").ok()) writer_ = nullptr;
  if (writer_ == nullptr) {
    models_.clear();
    auto connected = PostgresConnection::Connect(address_, patience_);
    if (!connected.ok()) return connected.status();
    writer_ = *std::move(connected);
  }
  status = LearnModels(predictions, outcomes);
  if (status.ok()) status = Transact(predictions, outcomes, horizon, joins);
  if (!status.ok()) joins.clear();
  if (writer_->broken()) writer_ = nullptr;
  return status;
}

absl::Status PostgresJournal::Transact(std::span<const JournalPrediction> predictions,
                                       std::span<const JournalOutcome> outcomes,
                                       absl::Duration horizon, std::vector<OutcomeJoins>& joins) {
  PostgresTransaction transaction(*writer_);
  if (outcomes.empty()) {
    if (auto begun = transaction.Begin(); !begun.ok()) return begun.status();
    if (absl::Status status = StorePredictions(predictions, {}); !status.ok()) return status;
    return transaction.Commit();
  }
  const auto sequence = transaction.Begin("SELECT sequence FROM credence.journal FOR UPDATE");
  if (!sequence.ok()) return sequence.status();
  if (sequence->rows() != 1) return Damaged();
  absl::Status status = StorePredictions(predictions, outcomes);
  if (!status.ok()) return status;
  OutcomeJoiner joiner(sequence->Integer(0, 0), horizon);
  if (status = Find(outcomes, joiner); !status.ok()) return status;
  joins.reserve(outcomes.size());
  for (const JournalOutcome& outcome : outcomes) joins.push_back(joiner.Join(outcome));
  if (status = StoreOutcomes(joiner); !status.ok()) return status;
  return transaction.Commit();
}

absl::Status PostgresJournal::LearnModels(std::span<const JournalPrediction> predictions,
                                          std::span<const JournalOutcome> outcomes) {
  for (const JournalPrediction& prediction : predictions) {
    if (absl::Status status = LearnModel(prediction); !status.ok()) return status;
  }
  for (const JournalOutcome& outcome : outcomes) {
    if (!outcome.receipt.has_value()) continue;
    if (absl::Status status = LearnModel(*outcome.receipt); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// A statement of its own, so that no row that others need is held to the end of a transaction.
absl::Status PostgresJournal::LearnModel(const JournalPrediction& prediction) {
  const auto key = std::make_pair(prediction.model, prediction.version);
  if (models_.contains(key)) return absl::OkStatus();
  PostgresParameters with;
  with.Text(prediction.model).Integer(prediction.version);
  const auto added = writer_->Execute(
      "INSERT INTO credence.models (model, version) VALUES ($1, $2) ON CONFLICT DO NOTHING", with);
  if (!added.ok()) return added.status();
  const auto row =
      writer_->Execute("SELECT id FROM credence.models WHERE model = $1 AND version = $2", with);
  if (!row.ok()) return row.status();
  if (row->rows() != 1) return Damaged();
  models_[key] = row->Integer(0, 0);
  return absl::OkStatus();
}

absl::Status PostgresJournal::StorePredictions(std::span<const JournalPrediction> predictions,
                                               std::span<const JournalOutcome> outcomes) {
  std::vector<std::pair<int64_t, const JournalPrediction*>> list;  // with the row of the model
  const auto add = [&](const JournalPrediction& prediction) {
    list.emplace_back(models_[std::make_pair(prediction.model, prediction.version)], &prediction);
  };
  for (const JournalPrediction& prediction : predictions) add(prediction);
  for (const JournalOutcome& outcome : outcomes) {
    if (outcome.receipt.has_value()) add(*outcome.receipt);
  }
  if (list.empty()) return absl::OkStatus();
  // Stable: of equal keys the first stays.
  std::ranges::stable_sort(list, [](const auto& a, const auto& b) {
    return std::tie(a.second->prediction_id, a.first) < std::tie(b.second->prediction_id, b.first);
  });
  std::vector<std::string> ids, figures, cohorts;
  std::vector<int64_t> models, times, deferred;
  for (const auto& [model, prediction] : list) {
    ids.push_back(prediction->prediction_id);
    models.push_back(model);
    times.push_back(absl::ToUnixMicros(prediction->predicted_at));
    figures.push_back(PackFigures(*prediction));
    deferred.push_back(prediction->deferred ? 1 : 0);
    cohorts.push_back(prediction->cohort);
  }
  PostgresParameters with;
  with.Bytes(ids).Integers(models).Integers(times).Bytes(figures).Integers(deferred).Texts(cohorts);
  return writer_
      ->Execute(
          "INSERT INTO credence.predictions (prediction_id, model_id, predicted_at, figures, "
          "deferred, cohort) SELECT i, m, t, f, d <> 0, c "
          "FROM unnest($1, $2, $3, $4, $5, $6) AS rows (i, m, t, f, d, c) ON CONFLICT DO NOTHING",
          with)
      .status();
}

absl::Status PostgresJournal::Find(std::span<const JournalOutcome> outcomes,
                                   OutcomeJoiner& joiner) {
  absl::flat_hash_set<std::string> distinct;
  for (const JournalOutcome& outcome : outcomes) distinct.insert(IdOf(outcome));
  const std::vector<std::string> ids(distinct.begin(), distinct.end());
  PostgresParameters with;
  with.Bytes(ids);
  const auto rows =
      writer_->Execute(absl::StrCat("SELECT ", kPairColumns,
                                    ", p.id, m.id, m.model, m.version, o.prediction IS NOT NULL "
                                    "FROM unnest($1) AS wanted (id) "
                                    "JOIN credence.predictions p ON p.prediction_id = wanted.id "
                                    "JOIN credence.models m ON m.id = p.model_id "
                                    "LEFT JOIN credence.outcomes o ON o.prediction = p.id"),
                       with);
  if (!rows.ok()) return rows.status();
  for (int row = 0; row < rows->rows(); ++row) {
    StoredPair stored;
    if (!ReadPair(*rows, row, stored.pair)) return Damaged();
    stored.row = rows->Integer(row, 12);
    stored.model = rows->Integer(row, 13);
    stored.pair.prediction.model = rows->Text(row, 14);
    stored.pair.prediction.version = rows->Integer(row, 15);
    stored.has_outcome = rows->Integer(row, 16) != 0;
    joiner.Add(std::move(stored));
  }
  return absl::OkStatus();
}

absl::Status PostgresJournal::StoreOutcomes(const OutcomeJoiner& joiner) {
  const std::vector<const StoredPair*> changed = joiner.changed();
  if (changed.empty()) return absl::OkStatus();
  std::vector<int64_t> columns[10];
  for (const StoredPair* stored : changed) {
    const JournalPair& pair = stored->pair;
    const int64_t values[] = {stored->row,
                              pair.sequence,
                              absl::ToUnixMicros(pair.prediction.predicted_at),
                              absl::ToUnixMicros(pair.observed_at),
                              absl::ToUnixMicros(pair.received_at),
                              pair.first_sequence,
                              stored->model,
                              pair.label,
                              pair.corrections,
                              pair.first_label};
    for (size_t c = 0; c < std::size(columns); ++c) columns[c].push_back(values[c]);
  }
  PostgresParameters with;
  for (const std::vector<int64_t>& column : columns) with.Integers(column);
  with.Integer(joiner.sequence());
  return writer_
      ->Execute(
          "WITH counted AS (UPDATE credence.journal SET sequence = $11) "
          "INSERT INTO credence.outcomes (prediction, sequence, predicted_at, observed_at, "
          "received_at, first_sequence, model_id, label, corrections, first_label) "
          "SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
          "ON CONFLICT (prediction) DO UPDATE SET sequence = excluded.sequence, "
          "observed_at = excluded.observed_at, received_at = excluded.received_at, "
          "label = excluded.label, corrections = excluded.corrections",
          with)
      .status();
}

absl::StatusOr<std::vector<JournalPair>> PostgresJournal::Read(const PairQuery& query) {
  std::string sql = absl::StrCat(
      "SELECT ", kPairColumns,
      // A constant, so that an index gives the order and a limit ends the scan.
      " FROM credence.outcomes o JOIN credence.predictions p ON p.id = o.prediction "
      "WHERE o.model_id = (SELECT id FROM credence.models WHERE model = $1 AND version = $2) "
      "AND o.sequence > $3 AND o.received_at >= $4 "
      "AND ($5 = '' OR p.cohort = $5) AND ($6 < 0 OR p.deferred = ($6 = 1)) "
      "ORDER BY o.sequence DESC");
  if (query.last > 0) absl::StrAppend(&sql, " LIMIT ", query.last);
  PostgresParameters with;
  with.Text(query.model)
      .Integer(query.version)
      .Integer(query.after_sequence)
      .Integer(absl::ToUnixMicros(query.received_since))
      .Text(query.cohort)
      .Integer(query.deferred.has_value() ? (*query.deferred ? 1 : 0) : -1);
  std::vector<JournalPair> pairs;
  absl::Status status = With([&](PostgresConnection& connection) {
    pairs.clear();
    return connection.Stream(sql, with, [&](const PostgresResult& row) {
      JournalPair& pair = pairs.emplace_back();
      pair.prediction.model = query.model;
      pair.prediction.version = query.version;
      return ReadPair(row, 0, pair) ? absl::OkStatus() : Damaged();
    });
  });
  if (!status.ok()) return status;
  std::reverse(pairs.begin(), pairs.end());
  return pairs;
}

absl::StatusOr<Coverage> PostgresJournal::Count(const std::string& model, int64_t version,
                                                absl::Time predicted_since) {
  PostgresParameters with;
  with.Text(model).Integer(version).Integer(absl::ToUnixMicros(predicted_since));
  Coverage coverage;
  absl::Status status = With([&](PostgresConnection& connection) {
    const auto rows = connection.Execute(
        "SELECT (SELECT count(*) FROM credence.predictions WHERE model_id = m.id AND "
        "predicted_at >= $3), (SELECT count(*) FROM credence.outcomes WHERE model_id = m.id AND "
        "predicted_at >= $3) FROM credence.models m WHERE m.model = $1 AND m.version = $2",
        with);
    if (rows.ok() && rows->rows() == 1) coverage = {rows->Integer(0, 0), rows->Integer(0, 1)};
    return rows.status();
  });
  if (!status.ok()) return status;
  return coverage;
}

absl::StatusOr<std::vector<JournalVersion>> PostgresJournal::Versions() {
  std::vector<JournalVersion> versions;
  absl::Status status = With([&](PostgresConnection& connection) {
    const auto rows = connection.Execute(
        "SELECT model, version FROM credence.models m WHERE EXISTS (SELECT 1 FROM "
        "credence.predictions p WHERE p.model_id = m.id) ORDER BY model COLLATE \"C\", version",
        {});
    versions.clear();
    for (int row = 0; rows.ok() && row < rows->rows(); ++row) {
      versions.push_back({rows->Text(row, 0), rows->Integer(row, 1)});
    }
    return rows.status();
  });
  if (!status.ok()) return status;
  return versions;
}

absl::Status PostgresJournal::SaveState(const std::string& name, int64_t sequence,
                                        const std::string& text) {
  PostgresParameters with;
  with.Text(name).Integer(sequence).Text(text);
  return With([&](PostgresConnection& connection) {
    return connection
        .Execute(
            "INSERT INTO credence.states AS old VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE "
            "SET sequence = $2, text = $3 WHERE $2 >= old.sequence",
            with)
        .status();
  });
}

absl::StatusOr<std::string> PostgresJournal::LoadState(const std::string& name) {
  PostgresParameters with;
  with.Text(name);
  std::string text;
  absl::Status status = With([&](PostgresConnection& connection) {
    const auto rows = connection.Execute("SELECT text FROM credence.states WHERE name = $1", with);
    if (!rows.ok()) return rows.status();
    if (rows->rows() == 0) {
      return absl::NotFoundError(absl::StrCat("journal PostgreSQL: no state \"", name, "\""));
    }
    text = rows->Text(0, 0);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return text;
}

absl::StatusOr<int64_t> PostgresJournal::Purge(absl::Time predicted_before,
                                               const std::stop_token& stop) {
  int64_t deleted = 0;
  absl::Status status = With([&](PostgresConnection& connection) {
    const auto models = connection.Execute("SELECT id FROM credence.models");
    if (!models.ok()) return models.status();
    for (int m = 0; m < models->rows(); ++m) {
      PostgresParameters with;
      with.Integer(models->Integer(m, 0))
          .Integer(absl::ToUnixMicros(predicted_before))
          .Integer(kPurgeRows);
      int64_t some = kPurgeRows;
      while (some == kPurgeRows && !stop.stop_requested()) {
        // The row that outcomes need, so that none is joined with a prediction on its way out.
        PostgresTransaction transaction(connection);
        auto done = transaction.Begin("SELECT sequence FROM credence.journal FOR UPDATE");
        if (!done.ok()) return done.status();
        done = connection.Execute(
            "WITH old AS MATERIALIZED (SELECT id FROM credence.predictions WHERE model_id = $1 "
            "AND predicted_at < $2 ORDER BY predicted_at LIMIT $3), outcomes AS (DELETE FROM "
            "credence.outcomes USING old WHERE outcomes.prediction = old.id) "
            "DELETE FROM credence.predictions USING old WHERE predictions.id = old.id",
            with);
        if (!done.ok()) return done.status();
        some = done->changed();
        if (absl::Status committed = transaction.Commit(); !committed.ok()) return committed;
        deleted += some;
      }
    }
    if (deleted == 0 || stop.stop_requested()) return absl::OkStatus();
    // Of a large table it takes longer than patience has; then it goes on by itself.
    absl::Status vacuum = connection.Execute("VACUUM credence.predictions").status();
    if (vacuum.ok()) vacuum = connection.Execute("VACUUM credence.outcomes").status();
    return connection.silent() ? absl::OkStatus() : vacuum;
  });
  if (!status.ok()) return status;
  return deleted;
}

}  // namespace credence::server
