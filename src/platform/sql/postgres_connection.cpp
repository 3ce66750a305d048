#include "platform/sql/postgres_connection.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <map>
#include <poll.h>
#include <vector>

namespace boxoffice::platform {
namespace {

using Deadline = std::chrono::steady_clock::time_point;
using Settings = std::map<std::string, std::string>;

/// Beyond the server's own limit, for the way there and back.
constexpr base::Duration answer_margin{2'000};
/// A migration may rewrite a table, and waits for another process that migrates.
constexpr base::Duration migration_timeout = std::chrono::minutes{10};
constexpr base::Duration migration_lock_timeout = std::chrono::minutes{1};

struct Advice {
    base::Retry retry;
    std::string_view hint;
};

/// Source: https://www.postgresql.org/docs/15/errcodes-appendix.html
Advice advice_for(std::string_view state) {
    const auto kind = state.substr(0, 2);
    if (state == "08P01") return {base::Retry::no, "the statement does not fit its parameters"};
    if (kind == "08") return {base::Retry::yes, "the connection failed"};
    if (kind == "40") return {base::Retry::yes, "another transaction was in the way"};
    if (kind == "53")
        return {base::Retry::yes, "the server is short of disk, memory or connections"};
    if (state == "57014") return {base::Retry::yes, "it took too long and was interrupted"};
    if (kind == "57") return {base::Retry::yes, "the server is shutting down or starting"};
    if (kind == "58") return {base::Retry::yes, "the server's disk failed: look into its log"};
    if (state == "23505") return {base::Retry::conflict, "another transaction was first"};
    if (kind == "23") return {base::Retry::no, "the statement breaks a rule of the schema"};
    if (state == "25006")
        return {base::Retry::yes, "the server is a standby, or its role may not write"};
    if (kind == "25") return {base::Retry::yes, "the transaction is over"};
    if (state == "26000") return {base::Retry::yes, "the server has forgotten what was prepared"};
    if (state == "55P03") return {base::Retry::yes, "another transaction holds a lock"};
    if (state == "3D000" || kind == "28" || state == "42501") {
        return {base::Retry::no, "check the user, its password and its rights"};
    }
    return {base::Retry::no, "the statement does not fit the schema"};
}

std::string_view field(const PGresult* result, int code) {
    const char* text = result != nullptr ? PQresultErrorField(result, code) : nullptr;
    return text != nullptr ? text : "";
}

/// The schema has changed under a statement that was prepared before.
bool is_outdated_plan(const PGresult* result) {
    return field(result, PG_DIAG_SQLSTATE) == "0A000" &&
           field(result, PG_DIAG_SOURCE_FUNCTION) == "RevalidateCachedQuery";
}

std::string one_line(std::string_view text) {
    std::string line{text.substr(0, text.find("\nLOCATION"))};
    while (!line.empty() && line.back() == '\n') line.pop_back();
    std::replace(line.begin(), line.end(), '\n', ' ');
    return line;
}

[[noreturn]] void throw_lost(PGconn* connection) {
    const auto message = one_line(PQerrorMessage(connection));
    throw PostgresConnectionLost(fmt::format("PostgreSQL: the connection is lost{}{}",
                                             message.empty() ? "" : ": ", message));
}

/// @return what the socket is ready for.
short wait_for(PGconn* connection, short events, Deadline deadline, std::string_view doing) {
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        pollfd socket{PQsocket(connection), events, 0};
        if (socket.fd < 0) throw_lost(connection);
        const int ready = left.count() > 0 ? ::poll(&socket, 1, static_cast<int>(left.count())) : 0;
        if (ready > 0) return socket.revents;
        if (ready < 0 && errno == EINTR) continue;
        throw base::InfrastructureFault(fmt::format("PostgreSQL: {}", doing), base::Retry::yes);
    }
}

Settings read_url(const std::string& url) {
    char* failed = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(
        PQconninfoParse(url.c_str(), &failed), &PQconninfoFree);
    const std::unique_ptr<char, decltype(&PQfreemem)> owner(failed, &PQfreemem);
    if (parsed == nullptr) {
        // The message quotes the URL, which may hold a secret.
        throw base::InfrastructureFault(
            "the database's URL cannot be read: write postgresql://USER@HOST:PORT/NAME",
            base::Retry::no);
    }
    Settings settings;
    for (const auto* option = parsed.get(); option->keyword != nullptr; ++option) {
        if (option->val != nullptr) settings[option->keyword] = option->val;
    }
    return settings;
}

std::string read_password(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string password;
    if (!std::getline(file, password) || password.empty()) {
        throw base::InfrastructureFault(
            fmt::format("the database's password cannot be read from {}: put it there, alone on "
                        "the first line, readable by this user only",
                        path),
            base::Retry::no);
    }
    if (password.back() == '\r') password.pop_back();
    return password;
}

/// What the server is told at the start of a session. The URL's own options come last, so they win.
std::string server_settings(const PostgresOptions& options, PostgresRole role) {
    const bool is_migrator = role == PostgresRole::migrator;
    auto text = fmt::format(
        "-c statement_timeout={} -c lock_timeout={} -c idle_in_transaction_session_timeout={} "
        "-c client_min_messages=warning",
        (is_migrator ? migration_timeout : options.statement_timeout).count(),
        (is_migrator ? migration_lock_timeout : options.lock_timeout).count(),
        options.idle_transaction_timeout.count());
    if (role == PostgresRole::reader) text += " -c default_transaction_read_only=on";
    return text;
}

Settings connection_settings(const PostgresOptions& options, PostgresRole role) {
    auto settings = read_url(options.url);
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(options.connect_timeout).count();
    // A peer that is gone without a word is noticed after 10 + 3 * 5 seconds, with data under way
    // after 20. Source: tcp(7), TCP_KEEPIDLE and TCP_USER_TIMEOUT.
    const std::array<std::pair<const char*, std::string>, 8> defaults{
        {{"connect_timeout", std::to_string(seconds)},
         {"application_name", "boxoffice " + options.context},
         {"client_encoding", "UTF8"},
         {"gssencmode", "disable"},
         {"keepalives_idle", "10"},
         {"keepalives_interval", "5"},
         {"keepalives_count", "3"},
         {"tcp_user_timeout", "20000"}}};
    for (const auto& [keyword, value] : defaults) settings.try_emplace(keyword, value);
    settings["options"] = server_settings(options, role) + " " + settings["options"];
    if (!options.password_file.empty()) settings["password"] = read_password(options.password_file);
    return settings;
}

/// For the hosts of the URL together, each of which gets its own time.
base::Duration time_to_connect(const Settings& settings) {
    const auto found = settings.find("connect_timeout");
    int seconds = 0;
    const auto& text = found->second;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    const auto hosts = settings.find("host");
    const auto more_hosts =
        hosts == settings.end() ? 0 : std::count(hosts->second.begin(), hosts->second.end(), ',');
    // Source: libpq-connect, connect_timeout: less than two seconds is not advised.
    return std::chrono::seconds{std::max(seconds, 2) * (1 + more_hosts)};
}

/// The SQLSTATE in a message of PQERRORS_VERBOSE, "FATAL:  3D000: ...", whatever its language.
std::string_view state_in(std::string_view message) {
    constexpr std::string_view mark = ":  ";
    const auto at = message.find(mark);
    if (at == std::string_view::npos || message.size() < at + mark.size() + 6) return "08001";
    const auto state = message.substr(at + mark.size(), 5);
    const bool is_state =
        std::all_of(state.begin(), state.end(),
                    [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); }) &&
        message[at + mark.size() + 5] == ':';
    return is_state ? state : "08001";
}

[[noreturn]] void throw_unconnected(PGconn* connection, const Settings& settings) {
    const std::string message = PQerrorMessage(connection);
    const auto state = state_in(message);
    if (state == "3D000") {
        const auto found = settings.find("dbname");
        const auto name = found != settings.end() ? found->second : std::string{"NAME"};
        const char* host = PQhost(connection);
        const char* port = PQport(connection);
        throw base::InfrastructureFault(
            fmt::format(
                "PostgreSQL has no database {0}: make it with 'createdb -h {1} -p {2} {0}', "
                "as a user who may, with the option -O {3}",
                name, host != nullptr ? host : "HOST", port != nullptr ? port : "PORT",
                PQuser(connection)),
            base::Retry::no);
    }
    auto advice = advice_for(state);
    if (PQconnectionNeedsPassword(connection) != 0) {
        advice = {base::Retry::no, "the user has a password: name the file that it is in"};
    }
    throw base::InfrastructureFault(
        fmt::format("PostgreSQL: {}; {}", one_line(message), advice.hint), advice.retry);
}

void ignore_notice(void* /*nobody*/, const char* /*message*/) {}

}  // namespace

PostgresOptions checked(PostgresOptions options) {
    constexpr std::string_view placeholder = "{context}";
    for (auto at = options.url.find(placeholder); at != std::string::npos;
         at = options.url.find(placeholder, at + options.context.size())) {
        options.url.replace(at, placeholder.size(), options.context);
    }
    if (read_url(options.url).contains("password")) {
        throw base::InfrastructureFault(
            "the database's URL holds a password, which every user of this machine could see: put "
            "it into a file and name the file",
            base::Retry::no);
    }
    return options;
}

base::Duration answer_timeout(const PostgresOptions& options, PostgresRole role) {
    return (role == PostgresRole::migrator ? migration_timeout : options.statement_timeout) +
           answer_margin;
}

PostgresHandle open_postgres(const PostgresOptions& options, PostgresRole role) {
    const auto settings = connection_settings(options, role);
    std::vector<const char*> keywords;
    std::vector<const char*> values;
    for (const auto& [keyword, value] : settings) {
        keywords.push_back(keyword.c_str());
        values.push_back(value.c_str());
    }
    keywords.push_back(nullptr);
    values.push_back(nullptr);

    const auto deadline = std::chrono::steady_clock::now() + time_to_connect(settings);
    PostgresHandle handle(PQconnectStartParams(keywords.data(), values.data(), 0));
    if (handle == nullptr) {
        throw base::InfrastructureFault("PostgreSQL: no memory is left", base::Retry::yes);
    }
    PQsetNoticeProcessor(handle.get(), &ignore_notice, nullptr);
    PQsetErrorVerbosity(handle.get(), PQERRORS_VERBOSE);  // for the SQLSTATE of a refusal
    if (PQstatus(handle.get()) == CONNECTION_BAD) throw_unconnected(handle.get(), settings);
    for (auto state = PGRES_POLLING_WRITING; state != PGRES_POLLING_OK;
         state = PQconnectPoll(handle.get())) {
        if (state == PGRES_POLLING_FAILED) throw_unconnected(handle.get(), settings);
        wait_for(handle.get(), state == PGRES_POLLING_WRITING ? POLLOUT : POLLIN, deadline,
                 "no answer while connecting");
    }
    PQsetErrorVerbosity(handle.get(), PQERRORS_DEFAULT);
    PQsetnonblocking(handle.get(), 1);
    return handle;
}

PostgresResult next_result(PGconn* connection, base::Duration timeout) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    for (;;) {
        const int unsent = PQflush(connection);
        if (unsent < 0) throw_lost(connection);
        if (PQisBusy(connection) == 0) return PostgresResult{PQgetResult(connection)};
        const auto events = static_cast<short>(unsent > 0 ? POLLIN | POLLOUT : POLLIN);
        const auto ready = wait_for(connection, events, deadline, "the server does not answer");
        const bool is_readable = (ready & ~POLLOUT) != 0;
        if (is_readable && PQconsumeInput(connection) == 0) {
            throw_lost(connection);
        }
    }
}

PostgresResult run_script(PGconn* connection, const std::string& script, base::Duration timeout) {
    if (PQsendQuery(connection, script.c_str()) == 0) {
        throw_lost(connection);
    }
    PostgresResult last;
    PostgresResult failed;
    while (auto result = next_result(connection, timeout)) {
        const auto status = PQresultStatus(result.get());
        const bool is_good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
        (is_good ? last : failed) = std::move(result);
        if (PQstatus(connection) == CONNECTION_BAD) throw_lost(connection);
    }
    if (failed != nullptr) throw postgres_fault(failed.get(), script.substr(0, 200));
    return last;
}

base::InfrastructureFault postgres_fault(const PGresult* result, std::string_view doing) {
    const auto state = field(result, PG_DIAG_SQLSTATE);
    auto advice = advice_for(state);
    if (is_outdated_plan(result)) advice = {base::Retry::yes, "the schema has changed"};
    return base::InfrastructureFault(
        fmt::format("PostgreSQL: {}: {} (SQLSTATE {}); {}", doing,
                    field(result, PG_DIAG_MESSAGE_PRIMARY), state, advice.hint),
        advice.retry);
}

bool ends_connection(const PGresult* result) {
    const auto state = field(result, PG_DIAG_SQLSTATE);
    return state.substr(0, 3) == "57P" || state == "25006" || state == "26000" ||
           is_outdated_plan(result);
}

}  // namespace boxoffice::platform
