#include "platform/sql/postgres_session.hpp"

#include "base/fault.hpp"
#include "base/match.hpp"
#include "platform/sql/postgres_dialect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <utility>

namespace boxoffice::platform {
namespace {

// Source: PostgreSQL's catalog/pg_type.dat; these numbers never change.
constexpr Oid type_unknown = 0;
constexpr Oid type_bool = 16;
constexpr Oid type_integer = 20;
constexpr Oid type_text = 25;

constexpr int as_text = 0;
constexpr int as_bytes = 1;

/// Results come as text, so that sums (numeric there) and integers are read in one way.
class Row final : public ports::SqlRow {
  public:
    Row(const PGresult* result, int row) : result_(result), row_(row) {}

    bool is_null(int column) const override { return PQgetisnull(result_, row_, column) != 0; }
    std::int64_t integer(int column) const override {
        const auto digits = text(column);
        if (PQftype(result_, column) == type_bool) return digits == "t" ? 1 : 0;
        std::int64_t number = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), number);
        return number;
    }
    std::string_view text(int column) const override {
        if (is_null(column)) return {};
        return {PQgetvalue(result_, row_, column),
                static_cast<std::size_t>(PQgetlength(result_, row_, column))};
    }

  private:
    const PGresult* result_;
    int row_;
};

Oid type_of(const ports::SqlParameter::Value& value) {
    return std::visit(base::match{[](std::monostate) { return type_unknown; },
                                  [](std::int64_t) { return type_integer; },
                                  [](std::string_view) { return type_text; }},
                      value);
}

std::array<char, 8> big_endian(std::int64_t number) {
    std::array<char, 8> bytes{};
    const auto bits = static_cast<std::uint64_t>(number);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<char>(bits >> (8 * (bytes.size() - 1 - i)) & 0xff);
    }
    return bytes;
}

/// One row of parameters as libpq takes them.
class Arguments {
  public:
    explicit Arguments(std::size_t columns)
        : integers_(columns), values_(columns), lengths_(columns), formats_(columns, as_bytes) {}

    void set(std::size_t column, const ports::SqlParameter::Value& value) {
        std::visit(base::match{[&](std::monostate) { values_[column] = nullptr; },
                               [&](std::int64_t number) {
                                   integers_[column] = big_endian(number);
                                   values_[column] = integers_[column].data();
                                   lengths_[column] = static_cast<int>(integers_[column].size());
                               },
                               [&](std::string_view text) {
                                   // A null pointer is NULL; an empty text is not.
                                   values_[column] = text.data() != nullptr ? text.data() : "";
                                   lengths_[column] = static_cast<int>(text.size());
                               }},
                   value);
    }
    [[nodiscard]] int send(PGconn* connection, const char* name) const {
        return PQsendQueryPrepared(connection, name, static_cast<int>(values_.size()),
                                   values_.data(), lengths_.data(), formats_.data(), as_text);
    }

  private:
    std::vector<std::array<char, 8>> integers_;
    std::vector<const char*> values_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
};

bool is_good(const PGresult* result) {
    const auto status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

[[noreturn]] void throw_misuse(std::string_view statement, std::string_view what) {
    throw base::InfrastructureFault(fmt::format("PostgreSQL: {}: {}", statement, what),
                                    base::Retry::no);
}

}  // namespace

/// The rows of parameters of one call: one, or a batch of them.
class PostgresSession::Call {
  public:
    Call(std::initializer_list<ports::SqlParameter> row, bool wants_rows)
        : row_(row), wants_rows_(wants_rows) {}
    Call(const ports::SqlRows& rows, bool wants_rows) : rows_(&rows), wants_rows_(wants_rows) {}

    [[nodiscard]] std::size_t size() const { return rows_ != nullptr ? rows_->size() : 1; }
    [[nodiscard]] std::size_t columns() const {
        return rows_ != nullptr ? rows_->columns() : row_.size();
    }
    [[nodiscard]] ports::SqlParameter::Value cell(std::size_t row, std::size_t column) const {
        return rows_ != nullptr ? rows_->cell(row, column) : (row_.begin() + column)->value();
    }
    /// Whether each row's answer is kept, or only that of the last.
    [[nodiscard]] bool wants_rows() const { return wants_rows_; }

  private:
    std::initializer_list<ports::SqlParameter> row_;
    const ports::SqlRows* rows_ = nullptr;
    bool wants_rows_;
};

PostgresSession::PostgresSession(std::shared_ptr<const PostgresOptions> options, PostgresRole role)
    : options_(std::move(options)), role_(role) {}

void PostgresSession::close() noexcept {
    handle_.reset();
    has_answered_ = false;
    for (auto& [address, prepared] : statements_) prepared.is_on_server = false;
    if (transaction_ != Transaction::none) transaction_ = Transaction::lost;
}

PGconn* PostgresSession::connection() {
    if (transaction_ == Transaction::lost) {
        throw PostgresConnectionLost("PostgreSQL: the transaction was lost with its connection");
    }
    if (handle_ == nullptr) {
        auto handle = open_postgres(*options_, role_);
        if (PQenterPipelineMode(handle.get()) == 0) throw_misuse("connecting", "no pipeline mode");
        handle_ = std::move(handle);
    }
    return handle_.get();
}

void PostgresSession::begin() {
    if (transaction_ != Transaction::none) throw_misuse("BEGIN", "a transaction is open already");
    transaction_ = Transaction::wanted;
}

void PostgresSession::commit() {
    if (transaction_ == Transaction::none) throw_misuse("COMMIT", "no transaction is open");
    if (transaction_ == Transaction::wanted) {
        transaction_ = Transaction::none;
        return;
    }
    control("COMMIT", "COMMIT");
}

void PostgresSession::rollback() noexcept {
    try {
        if (transaction_ == Transaction::open) control("ROLLBACK", "ROLLBACK");
    } catch (const std::exception&) {
        close();
    }
    transaction_ = Transaction::none;
}

void PostgresSession::send(bool is_sent) const {
    if (!is_sent) {
        throw PostgresConnectionLost(
            fmt::format("PostgreSQL: the connection is lost: {}", PQerrorMessage(handle_.get())));
    }
}

/// The next result of the pipeline; the one of PGRES_PIPELINE_SYNC is the last.
PostgresResult PostgresSession::receive() {
    const auto timeout = answer_timeout(*options_, role_);
    auto result = next_result(handle_.get(), timeout);
    if (result == nullptr) result = next_result(handle_.get(), timeout);  // the end of a statement
    if (result == nullptr || PQstatus(handle_.get()) == CONNECTION_BAD) send(false);
    return result;
}

/// Ends the transaction. "ROLLBACK" is also how the server answers a COMMIT after a failure.
void PostgresSession::control(const char* command, std::string_view expected_tag) {
    auto* const handle = connection();
    PostgresResult result;
    try {
        send(PQsendQueryParams(handle, command, 0, nullptr, nullptr, nullptr, nullptr, as_text) !=
             0);
        send(PQpipelineSync(handle) != 0);
        result = receive();
        while (PQresultStatus(receive().get()) != PGRES_PIPELINE_SYNC) {
        }
    } catch (...) {
        close();
        throw;
    }
    transaction_ = Transaction::none;
    if (!is_good(result.get())) throw postgres_fault(result.get(), command);
    if (PQcmdStatus(result.get()) != expected_tag) {
        throw base::InfrastructureFault(
            fmt::format("PostgreSQL: {}: a statement had failed, all was rolled back", command),
            base::Retry::yes);
    }
}

PostgresSession::Prepared& PostgresSession::prepared(ports::SqlText statement, const Call& call) {
    const auto view = statement.view();
    const auto [found, is_new] = statements_.try_emplace(view.data());
    auto& prepared = found->second;
    if (is_new) {
        auto translated = translate_statement(view);
        prepared.text = std::move(translated.text);
        prepared.types.assign(translated.placeholders, type_unknown);
    }
    if (prepared.types.size() != call.columns()) {
        throw_misuse(view, fmt::format("{} placeholders but {} parameters", prepared.types.size(),
                                       call.columns()));
    }
    for (std::size_t row = 0; row < call.size(); ++row) {
        for (std::size_t column = 0; column < call.columns(); ++column) {
            const auto type = type_of(call.cell(row, column));
            auto& known = prepared.types[column];
            if (type == type_unknown || type == known) continue;
            if (known != type_unknown) {
                throw_misuse(view, fmt::format("${} takes integers and texts", column + 1));
            }
            known = type;
            prepared.is_on_server = false;
        }
    }
    // The name of an earlier preparation stays behind: one for each column that was NULL at first.
    if (!prepared.is_on_server) prepared.name = fmt::format("s{}", ++names_given_);
    return prepared;
}

PostgresSession::Results PostgresSession::run(ports::SqlText statement, const Call& call) {
    const bool is_without_effect =
        transaction_ == Transaction::wanted ||
        (transaction_ == Transaction::none && role_ == PostgresRole::reader);
    const auto transaction = transaction_;
    const bool may_repeat = has_answered_ && is_without_effect;
    try {
        return exchange(statement, call);
    } catch (const PostgresConnectionLost&) {
        if (!may_repeat) throw;
    }
    transaction_ = transaction;
    return exchange(statement, call);
}

PostgresSession::Results PostgresSession::exchange(ports::SqlText statement, const Call& call) {
    auto* const handle = connection();
    auto& prepared = this->prepared(statement, call);
    const bool must_begin = transaction_ == Transaction::wanted;
    std::vector<PostgresResult> results;
    PostgresResult failed;
    try {
        if (must_begin) {
            const char* begin = role_ == PostgresRole::reader
                                    ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                                    : "BEGIN ISOLATION LEVEL READ COMMITTED";
            send(PQsendQueryParams(handle, begin, 0, nullptr, nullptr, nullptr, nullptr, as_text) !=
                 0);
        }
        const bool must_prepare = !prepared.is_on_server;
        if (must_prepare) {
            send(PQsendPrepare(handle, prepared.name.c_str(), prepared.text.c_str(),
                               static_cast<int>(prepared.types.size()),
                               prepared.types.data()) != 0);
        }
        Arguments arguments{call.columns()};
        for (std::size_t row = 0; row < call.size(); ++row) {
            for (std::size_t column = 0; column < call.columns(); ++column) {
                arguments.set(column, call.cell(row, column));
            }
            send(arguments.send(handle, prepared.name.c_str()) != 0);
        }
        send(PQpipelineSync(handle) != 0);

        std::size_t skipped = (must_begin ? 1 : 0) + (must_prepare ? 1 : 0);
        for (std::size_t number = 0;; ++number) {
            auto result = receive();
            const auto status = PQresultStatus(result.get());
            if (status == PGRES_PIPELINE_SYNC) break;
            if (status == PGRES_PIPELINE_ABORTED) continue;
            if (!is_good(result.get())) {
                failed = std::move(result);
                continue;
            }
            if (must_begin && number == 0) transaction_ = Transaction::open;
            if (must_prepare && number + 1 == skipped) prepared.is_on_server = true;
            if (number < skipped) continue;
            if (!call.wants_rows()) results.clear();
            results.push_back(std::move(result));
        }
    } catch (...) {
        close();
        throw;
    }
    has_answered_ = true;
    if (failed == nullptr) return results;
    if (ends_connection(failed.get())) {
        close();
        throw PostgresConnectionLost(postgres_fault(failed.get(), prepared.text).what());
    }
    throw postgres_fault(failed.get(), prepared.text);
}

std::int64_t PostgresSession::execute(ports::SqlText statement,
                                      std::initializer_list<ports::SqlParameter> parameters) {
    const auto results = run(statement, Call{parameters, false});
    const std::string_view digits = PQcmdTuples(results.back().get());
    std::int64_t changed = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), changed);
    return changed;
}

void PostgresSession::query(ports::SqlText statement,
                            std::initializer_list<ports::SqlParameter> parameters,
                            const ports::SqlRowReader& read) {
    const auto results = run(statement, Call{parameters, true});
    for (int row = 0; row < PQntuples(results.back().get()); ++row) {
        read(Row{results.back().get(), row});
    }
}

void PostgresSession::execute_batch(ports::SqlText statement, const ports::SqlRows& rows) {
    if (!rows.empty()) (void)run(statement, Call{rows, false});
}

void PostgresSession::query_batch(ports::SqlText statement, const ports::SqlRows& rows,
                                  const ports::SqlRowReader& read) {
    if (rows.empty()) return;
    for (const auto& result : run(statement, Call{rows, true})) {
        for (int row = 0; row < PQntuples(result.get()); ++row) read(Row{result.get(), row});
    }
}

}  // namespace boxoffice::platform
