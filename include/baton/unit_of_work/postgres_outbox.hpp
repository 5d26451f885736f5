// The outbox (baton/pattern/outbox.hpp) in PostgreSQL: the table of PostgresUnitOfWork::create_outbox(). The dispatcher has a unit of
// its own, best with PostgresIsolation::ReadCommitted: claims are made one after the other by a lock, and need no more.
// Format: docs/formats/outbox.md.
#pragma once

#include <baton/pattern/outbox.hpp>
#include <baton/unit_of_work/postgres.hpp>

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton {

class PostgresOutbox final : public pattern::OutboxTable {
 public:
  explicit PostgresOutbox(PostgresUnitOfWork& unit) : unit_(unit) {}

  Result<std::optional<pattern::OutboxRow>> claim(const std::string& gateway,
                                                  const pattern::OutboxClaim& claim) override {
    auto transaction = unit_.begin();
    if (!transaction) return failed(std::move(transaction).error().message);
    PGconn* connection = transaction->session().handle();
    auto locked =
        query_in(connection, "SELECT pg_advisory_xact_lock(hashtext('baton_outbox'), hashtext($1))", {gateway});
    if (!locked) return std::unexpected(std::move(locked).error());
    auto claimed = query_in(
        connection,
        "UPDATE baton_outbox SET claimed_by = $1, claimed_until_ms = $2::bigint WHERE id = (SELECT min(id) FROM"
        " baton_outbox WHERE gateway = $3 AND NOT is_parked) AND due_ms <= $4::bigint AND NOT EXISTS (SELECT 1 FROM"
        " baton_outbox WHERE gateway = $3 AND NOT is_parked AND claimed_until_ms > $4::bigint)"
        " RETURNING id, gateway, intent, key, attempts, last_error, is_parked",
        {claim.dispatcher, std::to_string(claim.until_ms), gateway, std::to_string(claim.now_ms)});
    if (!claimed) return std::unexpected(std::move(claimed).error());
    auto rows = rows_of(claimed->get());
    if (auto committed = transaction->commit(); !committed) return failed(committed.error().message);
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
  }
  Result<void> remove(std::int64_t id, const std::string& dispatcher) override {
    return done(
        query("DELETE FROM baton_outbox WHERE id = $1::bigint AND claimed_by = $2", {std::to_string(id), dispatcher}));
  }
  Result<void> put_back(std::int64_t id, const std::string& dispatcher,
                        const pattern::OutboxFailure& failure) override {
    return done(
        query("UPDATE baton_outbox SET attempts = attempts + 1, last_error = $1, due_ms = $2::bigint,"
              " is_parked = $3::boolean, claimed_by = '', claimed_until_ms = 0"
              " WHERE id = $4::bigint AND claimed_by = $5",
              {failure.error, std::to_string(failure.due_ms), failure.is_parked ? "true" : "false", std::to_string(id),
               dispatcher}));
  }
  Result<std::vector<pattern::OutboxRow>> rows() override {
    auto all =
        query("SELECT id, gateway, intent, key, attempts, last_error, is_parked FROM baton_outbox ORDER BY id", {});
    if (!all) return std::unexpected(std::move(all).error());
    return rows_of(all->get());
  }
  Result<bool> release(std::int64_t id) override {
    auto released =
        query("UPDATE baton_outbox SET is_parked = FALSE, attempts = 0, due_ms = 0 WHERE id = $1::bigint AND is_parked",
              {std::to_string(id)});
    if (!released) return std::unexpected(std::move(released).error());
    return std::string_view(PQcmdTuples(released->get())) != "0";
  }

 private:
  struct Clear {
    void operator()(PGresult* result) const noexcept { PQclear(result); }
  };
  using Rows = std::unique_ptr<PGresult, Clear>;

  [[nodiscard]] static Result<void> done(Result<Rows> answer) {
    if (!answer) return std::unexpected(std::move(answer).error());
    return {};
  }

  [[nodiscard]] static std::unexpected<Error> failed(std::string why) {
    return std::unexpected(Error{.kind = Error::Kind::StoreFailed, .message = "the outbox failed: " + std::move(why)});
  }

  // In a transaction of its own.
  [[nodiscard]] Result<Rows> query(const char* sql, const std::vector<std::string>& parameters) {
    auto transaction = unit_.begin();
    if (!transaction) return failed(std::move(transaction).error().message);
    auto answer = query_in(transaction->session().handle(), sql, parameters);
    if (!answer) return answer;
    if (auto committed = transaction->commit(); !committed) return failed(committed.error().message);
    return answer;
  }
  [[nodiscard]] static Result<Rows> query_in(PGconn* connection, const char* sql,
                                             const std::vector<std::string>& parameters) {
    std::vector<const char*> values;
    values.reserve(parameters.size());
    for (const std::string& parameter : parameters) values.push_back(parameter.c_str());
    Rows result(
        PQexecParams(connection, sql, static_cast<int>(values.size()), nullptr, values.data(), nullptr, nullptr, 0));
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) return failed(PQerrorMessage(connection));
    return result;
  }
  [[nodiscard]] static std::vector<pattern::OutboxRow> rows_of(const PGresult* result) {
    std::vector<pattern::OutboxRow> rows;
    for (int i = 0; i < PQntuples(result); ++i) {
      const auto text = [&](int column) { return std::string(PQgetvalue(result, i, column)); };
      rows.push_back({.id = std::stoll(text(0)),
                      .entry = {.gateway = text(1), .intent = text(2)},
                      .key = text(3),
                      .attempts = static_cast<std::uint32_t>(std::stoul(text(4))),
                      .last_error = text(5),
                      .is_parked = text(6) == "t"});
    }
    return rows;
  }

  PostgresUnitOfWork& unit_;
};

}  // namespace baton
