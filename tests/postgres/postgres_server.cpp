#include "postgres/postgres_server.hpp"

#include "platform/sql/postgres_database.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <grp.h>
#include <iterator>
#include <postgresql/libpq-fe.h>
#include <pwd.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace boxoffice::real_server {
namespace {

using namespace std::chrono_literals;

constexpr auto start_time = 20s;
/// The server refuses to run as root.
constexpr const char* server_user = "postgres";

struct User {
    ::uid_t user = ::geteuid();
    ::gid_t group = ::getegid();
};

User find_user() {
    User found;
    if (found.user != 0) return found;
    const auto* entry = ::getpwnam(server_user);
    if (entry == nullptr) throw std::runtime_error("there is no user postgres to run a server as");
    return {entry->pw_uid, entry->pw_gid};
}

/// The child's part: never returns.
[[noreturn]] void become(const User& user, const std::string& log, std::vector<char*>& arguments) {
    const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    bool is_good = file >= 0 && ::dup2(file, 1) >= 0 && ::dup2(file, 2) >= 0;
    if (user.user != ::geteuid()) {
        is_good = is_good && ::setgroups(0, nullptr) == 0 && ::setgid(user.group) == 0 &&
                  ::setuid(user.user) == 0;
    }
    // Should the test be killed, its server goes too.
    is_good = is_good && ::prctl(PR_SET_PDEATHSIG, SIGQUIT) == 0 && ::chdir("/") == 0;
    if (is_good) ::execv(arguments.front(), arguments.data());
    ::_exit(127);
}

::pid_t spawn(std::vector<std::string> command, const std::string& log) {
    const auto user = find_user();
    std::vector<char*> arguments;
    for (auto& word : command) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const ::pid_t child = ::fork();
    if (child == 0) become(user, log, arguments);
    if (child < 0) throw std::runtime_error("no process for the server");
    return child;
}

std::string program(const std::string& name) {
    return std::string{POSTGRES_PROGRAMS} + "/" + name;
}

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

PostgresServer::PostgresServer() {
    std::string name = std::filesystem::temp_directory_path() / "boxoffice-pg-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    directory_ = name;
    const auto user = find_user();
    if (::chown(name.c_str(), user.user, user.group) != 0) {
        throw std::runtime_error("the server's directory cannot be given away");
    }
    const auto log = directory_ / "initdb.log";
    const auto initdb =
        spawn({program("initdb"), "-D", directory_ / "data", "-U", "boxoffice", "--auth=trust",
               "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"},
              log);
    int status = 0;
    if (::waitpid(initdb, &status, 0) != initdb || status != 0) {
        throw std::runtime_error("initdb failed: " + text_of(log));
    }
    start();
}

PostgresServer::~PostgresServer() {
    crash();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

PostgresServer& PostgresServer::shared() {
    static PostgresServer server;
    return server;
}

std::string PostgresServer::url(const std::string& name, const std::string& schema,
                                int port) const {
    std::string url = "postgresql://boxoffice@/" + name + "?host=" + directory_.string() +
                      "&port=" + std::to_string(port);
    if (!schema.empty()) url += "&options=-csearch_path%3D" + schema;
    return url;
}

void PostgresServer::start() {
    const auto log = directory_ / "server.log";
    // What survives a power cut is not what these tests are about.
    process_ = spawn({program("postgres"), "-D", directory_ / "data", "-k", directory_, "-c",
                      "listen_addresses=", "-c", "port=" + std::to_string(default_port), "-c",
                      "fsync=off", "-c", "shared_buffers=32MB", "-c", "max_connections=100"},
                     log);
    const auto deadline = std::chrono::steady_clock::now() + start_time;
    while (PQping(url("postgres").c_str()) != PQPING_OK) {
        int status = 0;
        const bool has_ended = ::waitpid(process_, &status, WNOHANG) == process_;
        if (has_ended || std::chrono::steady_clock::now() > deadline) {
            throw std::runtime_error("the server does not start: " + text_of(log));
        }
        std::this_thread::sleep_for(10ms);
    }
}

void PostgresServer::crash() {
    if (process_ == 0) return;
    ::kill(process_, SIGQUIT);
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = 0;
}

std::string PostgresServer::run(const std::string& sql, const std::string& name) {
    const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(url(name).c_str()),
                                                                  &PQfinish);
    PQsetNoticeProcessor(
        connection.get(), [](void*, const char*) {}, nullptr);
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(
        PQexec(connection.get(), sql.c_str()), &PQclear);
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        throw std::runtime_error(sql + ": " + PQerrorMessage(connection.get()));
    }
    return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

std::string PostgresServer::make_schema() {
    auto name = "test_" + std::to_string(++schemas_made_);
    run("CREATE SCHEMA " + name);
    return name;
}

namespace {

class SchemaDatabase final : public ports::SqlDatabase {
  public:
    SchemaDatabase(PostgresServer& server, const std::string& context)
        : server_(server),
          schema_(server.make_schema()),
          inner_(platform::make_postgres_database(
              {.url = server.url("postgres", schema_), .context = context})) {}
    ~SchemaDatabase() override {
        try {
            // A session that outlives it may still hold a lock; then the schema stays.
            server_.run("SET lock_timeout = 100; DROP SCHEMA " + schema_ + " CASCADE");
        } catch (const std::exception&) {
            return;
        }
    }

    void migrate(const std::vector<ports::Migration>& migrations) override {
        inner_->migrate(migrations);
    }
    std::unique_ptr<ports::SqlSession> open_writer() override { return inner_->open_writer(); }
    std::unique_ptr<ports::SqlSession> open_reader() override { return inner_->open_reader(); }

  private:
    PostgresServer& server_;
    std::string schema_;
    std::unique_ptr<ports::SqlDatabase> inner_;
};

}  // namespace

std::unique_ptr<ports::SqlDatabase> make_schema_database(const std::string& context) {
    return std::make_unique<SchemaDatabase>(PostgresServer::shared(), context);
}

}  // namespace boxoffice::real_server
