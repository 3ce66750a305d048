// A PostgreSQL server of a test's own: made in a temporary directory, reached by a Unix socket
// there, ended with the test.
#pragma once

#include "ports/sql.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <sys/types.h>

namespace boxoffice::real_server {

class PostgresServer {
  public:
    /// Starts one and waits until it answers. Under root it runs as the user postgres.
    PostgresServer();
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    /// The one of this program, started when it is first asked for.
    [[nodiscard]] static PostgresServer& shared();

    /// Where the server's socket is, and where a proxy may put one of another port.
    [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
    /// Of the database `name`, through the socket of `port`; of the schema `schema` unless empty.
    [[nodiscard]] std::string url(const std::string& name, const std::string& schema = {},
                                  int port = default_port) const;
    /// A new schema's name, in the database "postgres".
    [[nodiscard]] std::string make_schema();
    /// Runs SQL in the database `name`, as the superuser; answers the first value, if there is one.
    std::string run(const std::string& sql, const std::string& name = "postgres");

    /// As if the machine had lost power; what was committed comes back at the next start.
    void crash();
    void start();

    static constexpr int default_port = 5432;

  private:
    std::filesystem::path directory_;
    ::pid_t process_ = 0;
    int schemas_made_ = 0;
};

/// A schema of its own for `context` in the shared server, which is dropped at the end.
[[nodiscard]] std::unique_ptr<ports::SqlDatabase> make_schema_database(const std::string& context);

}  // namespace boxoffice::real_server
