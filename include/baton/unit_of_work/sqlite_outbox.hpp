// The outbox (baton/pattern/outbox.hpp) in a SQLite file: the table of SqliteUnitOfWork::create_outbox(). The dispatcher has a unit
// of its own: a transaction of the program's would be in its way. Format: docs/formats/outbox.md.
#pragma once

#include <baton/pattern/outbox.hpp>
#include <baton/unit_of_work/sqlite.hpp>

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace baton {

class SqliteOutbox final : public pattern::OutboxTable {
 public:
  explicit SqliteOutbox(SqliteUnitOfWork& unit) : unit_(unit) {}

  Result<std::optional<pattern::OutboxRow>> claim(const std::string& gateway,
                                                  const pattern::OutboxClaim& claim) override {
    auto claimed = query(
        "UPDATE baton_outbox SET claimed_by = ?1, claimed_until_ms = ?2 WHERE id = (SELECT min(id) FROM baton_outbox"
        " WHERE gateway = ?3 AND is_parked = 0) AND due_ms <= ?4 AND NOT EXISTS (SELECT 1 FROM baton_outbox WHERE"
        " gateway = ?3 AND is_parked = 0 AND claimed_until_ms > ?4)"
        " RETURNING id, gateway, intent, key, attempts, last_error, is_parked",
        {claim.dispatcher, claim.until_ms, gateway, claim.now_ms});
    if (!claimed) return std::unexpected(std::move(claimed).error());
    if (claimed->rows.empty()) return std::nullopt;
    return std::move(claimed->rows.front());
  }
  Result<void> remove(std::int64_t id, const std::string& dispatcher) override {
    return done(query("DELETE FROM baton_outbox WHERE id = ?1 AND claimed_by = ?2", {id, dispatcher}));
  }
  Result<void> put_back(std::int64_t id, const std::string& dispatcher,
                        const pattern::OutboxFailure& failure) override {
    return done(
        query("UPDATE baton_outbox SET attempts = attempts + 1, last_error = ?1, due_ms = ?2, is_parked = ?3,"
              " claimed_by = '', claimed_until_ms = 0 WHERE id = ?4 AND claimed_by = ?5",
              {failure.error, failure.due_ms, std::int64_t{failure.is_parked}, id, dispatcher}));
  }
  Result<std::vector<pattern::OutboxRow>> rows() override {
    auto all =
        query("SELECT id, gateway, intent, key, attempts, last_error, is_parked FROM baton_outbox ORDER BY id", {});
    if (!all) return std::unexpected(std::move(all).error());
    return std::move(all->rows);
  }
  Result<bool> release(std::int64_t id) override {
    auto released =
        query("UPDATE baton_outbox SET is_parked = 0, attempts = 0, due_ms = 0 WHERE id = ?1 AND is_parked = 1", {id});
    if (!released) return std::unexpected(std::move(released).error());
    return released->changes > 0;
  }

 private:
  using Parameters = std::vector<std::variant<std::int64_t, std::string>>;
  struct Answer {
    std::vector<pattern::OutboxRow> rows;
    int changes = 0;
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  };

  [[nodiscard]] static Result<void> done(Result<Answer> answer) {
    if (!answer) return std::unexpected(std::move(answer).error());
    return {};
  }

  [[nodiscard]] static std::unexpected<Error> failed(std::string why) {
    return std::unexpected(Error{.kind = Error::Kind::StoreFailed, .message = "the outbox failed: " + std::move(why)});
  }

  // In a transaction of its own.
  [[nodiscard]] Result<Answer> query(const char* sql, const Parameters& parameters) {
    auto transaction = unit_.begin();
    if (!transaction) return failed(std::move(transaction).error().message);
    auto answer = query_in(transaction->session().handle(), sql, parameters);
    if (!answer) return answer;
    if (auto committed = transaction->commit(); !committed) return failed(committed.error().message);
    return answer;
  }
  [[nodiscard]] static Result<Answer> query_in(sqlite3* connection, const char* sql, const Parameters& parameters) {
    sqlite3_stmt* prepared = nullptr;
    sqlite3_prepare_v2(connection, sql, -1, &prepared, nullptr);
    const std::unique_ptr<sqlite3_stmt, Finalize> statement(prepared);
    int index = 0;
    for (const auto& parameter : parameters) {
      ++index;
      if (const auto* number = std::get_if<std::int64_t>(&parameter)) {
        sqlite3_bind_int64(prepared, index, *number);
      } else {
        const auto& text = std::get<std::string>(parameter);
        sqlite3_bind_text64(prepared, index, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
      }
    }
    Answer answer;
    int code = sqlite3_step(prepared);
    for (; code == SQLITE_ROW; code = sqlite3_step(prepared)) answer.rows.push_back(row_of(prepared));
    if (code != SQLITE_DONE) return failed(sqlite3_errmsg(connection));
    answer.changes = sqlite3_changes(connection);
    return answer;
  }
  [[nodiscard]] static pattern::OutboxRow row_of(sqlite3_stmt* statement) {
    const auto text = [&](int column) {
      const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
      return std::string(bytes == nullptr ? "" : bytes,
                         static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
    };
    return {.id = sqlite3_column_int64(statement, 0),
            .entry = {.gateway = text(1), .intent = text(2)},
            .key = text(3),
            .attempts = static_cast<std::uint32_t>(sqlite3_column_int64(statement, 4)),
            .last_error = text(5),
            .is_parked = sqlite3_column_int(statement, 6) != 0};
  }

  SqliteUnitOfWork& unit_;
};

}  // namespace baton
