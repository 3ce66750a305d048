#include "platform/sql/sqlite_session.hpp"

#include "base/fault.hpp"
#include "base/invariant.hpp"
#include "base/match.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <system_error>
#include <utility>

namespace boxoffice::platform {
namespace {

class Row final : public ports::SqlRow {
  public:
    explicit Row(sqlite3_stmt* statement) : statement_(statement) {}

    bool is_null(int column) const override {
        return sqlite3_column_type(statement_, column) == SQLITE_NULL;
    }
    std::int64_t integer(int column) const override {
        return sqlite3_column_int64(statement_, column);
    }
    std::string_view text(int column) const override {
        const auto* bytes = sqlite3_column_text(statement_, column);
        if (bytes == nullptr) return {};
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
        return {reinterpret_cast<const char*>(bytes), size};
    }

  private:
    sqlite3_stmt* statement_;
};

/// "$12" -> 12; 0 when the placeholder is not of that form.
std::size_t placeholder_number(const char* name) {
    const std::string_view text = name != nullptr ? name : "";
    if (text.size() < 2 || text.front() != '$') return 0;
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? number : 0;
}

int bind_text(sqlite3_stmt* statement, int index, std::string_view text) {
    // SQLite takes a null pointer for NULL; an empty text is not NULL.
    const char* bytes = text.data() != nullptr ? text.data() : "";
    return sqlite3_bind_text64(statement, index, bytes, text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

template <class Value>
int bind_value(sqlite3_stmt* statement, int index, const Value& value) {
    return std::visit(
        base::match{
            [&](std::monostate) { return sqlite3_bind_null(statement, index); },
            [&](std::int64_t number) { return sqlite3_bind_int64(statement, index, number); },
            [&](std::string_view text) { return bind_text(statement, index, text); }},
        value);
}

/// While the log is copied beside the writer, it may grow to this many times `checkpoint_pages`;
/// then the writer waits for the copy.
constexpr std::int64_t log_limits_max = 4;

void copy_log(sqlite3* handle) noexcept {
    sqlite3_wal_checkpoint_v2(handle, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

/// Copies the log into the file on a thread and a connection of its own, so that commits go on: by
/// the writer itself it would be a pause of 20 ms for every 4,000 pages. What fails is left for the
/// writer's own turn.
std::future<void> copy_log_beside(std::shared_ptr<const SqliteLocation> location) noexcept {
    const auto copy = [location = std::move(location)] {
        try {
            copy_log(open_sqlite(location->uri, location->options, SqliteRole::writer).get());
        } catch (const base::InfrastructureFault&) {
            return;
        }
    };
    try {
        return std::async(std::launch::async, copy);
    } catch (const std::system_error&) {  // no thread to be had
        return std::async(std::launch::deferred, [] {});
    }
}

}  // namespace

SqliteSession::SqliteSession(std::shared_ptr<const SqliteLocation> location, SqliteRole role)
    : location_(std::move(location)), role_(role) {}

SqliteSession::~SqliteSession() {
    if (handle_ != nullptr && role_ == SqliteRole::writer && !location_->is_in_memory()) {
        // A failure costs nothing: the log stays and is read at the next start.
        copy_log(handle_.get());
    }
    close();
}

void SqliteSession::close() noexcept {
    statements_.clear();
    handle_.reset();
}

sqlite3* SqliteSession::connection() {
    if (handle_ == nullptr) {
        handle_ = open_sqlite(location_->uri, location_->options, role_);
        wal_pages_ = 0;
        next_checkpoint_pages_ = location_->options.checkpoint_pages;
        const auto remember = [](void* pages, sqlite3*, const char*, int count) {
            *static_cast<std::int64_t*>(pages) = count;
            return SQLITE_OK;
        };
        sqlite3_wal_hook(handle_.get(), remember, &wal_pages_);
    }
    return handle_.get();
}

void SqliteSession::begin() {
    run_script(connection(), role_ == SqliteRole::writer ? "BEGIN IMMEDIATE" : "BEGIN");
}

void SqliteSession::commit() {
    run_script(connection(), "COMMIT");
    checkpoint_if_due();
}

void SqliteSession::rollback() noexcept {
    if (handle_ == nullptr || sqlite3_get_autocommit(handle_.get()) != 0) return;
    const int code = sqlite3_exec(handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    if (code != SQLITE_OK && sqlite3_get_autocommit(handle_.get()) == 0) close();
}

/// PASSIVE waits for nobody. While a reader keeps the log from beginning anew, trying after each
/// commit would only cost syncs. An error is not this commit's, which is durable already.
void SqliteSession::checkpoint_if_due() noexcept {
    const auto limit = location_->options.checkpoint_pages;
    if (copying_.valid()) {
        const bool is_done =
            copying_.wait_for(std::chrono::seconds{0}) != std::future_status::timeout;
        if (!is_done && wal_pages_ < log_limits_max * limit) return;
        copying_.get();
        // The little that came meanwhile; with nothing left to copy the log begins anew.
        copy_log(handle_.get());
        next_checkpoint_pages_ = wal_pages_ + limit / 8;
        return;
    }
    if (wal_pages_ <= limit) next_checkpoint_pages_ = limit;  // the log has begun anew
    if (wal_pages_ > next_checkpoint_pages_) copying_ = copy_log_beside(location_);
}

SqliteSession::Prepared SqliteSession::prepare(std::string_view text) {
    sqlite3_stmt* statement = nullptr;
    const char* tail = nullptr;
    const int code = sqlite3_prepare_v3(connection(), text.data(), static_cast<int>(text.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, &tail);
    Prepared made;
    made.statement.reset(statement);
    if (code != SQLITE_OK || statement == nullptr) throw_sqlite_fault(handle_.get(), code, text);
    const int count = sqlite3_bind_parameter_count(statement);
    made.indexes.resize(static_cast<std::size_t>(count));
    for (int index = 1; index <= count; ++index) {
        const auto number = placeholder_number(sqlite3_bind_parameter_name(statement, index));
        if (number == 0 || number > made.indexes.size()) {
            throw base::InfrastructureFault(
                fmt::format("SQLite: {}: placeholders must be $1 to ${} without a gap", text,
                            count),
                base::Retry::no);
        }
        made.indexes[number - 1] = index;
    }
    return made;
}

SqliteSession::Prepared& SqliteSession::prepared(ports::SqlText statement) {
    const auto text = statement.view();
    auto found = statements_.find(text.data());
    if (found == statements_.end()) found = statements_.emplace(text.data(), prepare(text)).first;
    // A reader must not run the very statement whose rows it is being shown.
    BOXOFFICE_INVARIANT(!found->second.is_running);
    return found->second;
}

void SqliteSession::expect_count(const Prepared& prepared, std::size_t given) const {
    if (prepared.indexes.size() == given) return;
    throw base::InfrastructureFault(
        fmt::format("SQLite: {}: {} placeholders but {} parameters",
                    sqlite3_sql(prepared.statement.get()), prepared.indexes.size(), given),
        base::Retry::no);
}

void SqliteSession::check_binding(int code, const Prepared& prepared) const {
    if (code != SQLITE_OK) {
        throw_sqlite_fault(handle_.get(), code, sqlite3_sql(prepared.statement.get()));
    }
}

void SqliteSession::bind(const Prepared& prepared,
                         std::initializer_list<ports::SqlParameter> parameters) {
    expect_count(prepared, parameters.size());
    std::size_t number = 0;
    for (const auto& parameter : parameters) {
        const int index = prepared.indexes[number++];
        check_binding(bind_value(prepared.statement.get(), index, parameter.value()), prepared);
    }
}

void SqliteSession::bind(const Prepared& prepared, const ports::SqlRows& rows, std::size_t row) {
    for (std::size_t column = 0; column < rows.columns(); ++column) {
        const int index = prepared.indexes[column];
        check_binding(bind_value(prepared.statement.get(), index, rows.cell(row, column)),
                      prepared);
    }
}

template <class Read>
void SqliteSession::run(Prepared& prepared, const Read& read) {
    struct Running {
        explicit Running(Prepared& of) : prepared(of) { prepared.is_running = true; }
        ~Running() {
            sqlite3_reset(prepared.statement.get());
            prepared.is_running = false;
        }
        Prepared& prepared;
    };
    const Running running(prepared);
    sqlite3_stmt* statement = prepared.statement.get();
    const Row row(statement);
    for (;;) {
        const int code = sqlite3_step(statement);
        if (code == SQLITE_DONE) return;
        if (code != SQLITE_ROW) throw_sqlite_fault(handle_.get(), code, sqlite3_sql(statement));
        read(row);
    }
}

std::int64_t SqliteSession::execute(ports::SqlText statement,
                                    std::initializer_list<ports::SqlParameter> parameters) {
    auto& found = prepared(statement);
    bind(found, parameters);
    run(found, [](const ports::SqlRow&) {});
    const std::int64_t changed = sqlite3_changes64(handle_.get());
    if (sqlite3_get_autocommit(handle_.get()) != 0) checkpoint_if_due();
    return changed;
}

void SqliteSession::query(ports::SqlText statement,
                          std::initializer_list<ports::SqlParameter> parameters,
                          const ports::SqlRowReader& read) {
    auto& found = prepared(statement);
    bind(found, parameters);
    run(found, read);
}

template <class Read>
void SqliteSession::run_batch(ports::SqlText statement, const ports::SqlRows& rows,
                              const Read& read) {
    if (rows.empty()) return;
    auto& found = prepared(statement);
    expect_count(found, rows.columns());
    // Outside a transaction the batch is one of its own: all rows or none, as it is on PostgreSQL.
    const bool is_alone = sqlite3_get_autocommit(handle_.get()) != 0;
    if (is_alone) begin();
    try {
        for (std::size_t row = 0; row < rows.size(); ++row) {
            bind(found, rows, row);
            run(found, read);
        }
        if (is_alone) commit();
    } catch (...) {
        if (is_alone) rollback();
        throw;
    }
}

void SqliteSession::execute_batch(ports::SqlText statement, const ports::SqlRows& rows) {
    run_batch(statement, rows, [](const ports::SqlRow&) {});
}

void SqliteSession::query_batch(ports::SqlText statement, const ports::SqlRows& rows,
                                const ports::SqlRowReader& read) {
    run_batch(statement, rows, read);
}

}  // namespace boxoffice::platform
