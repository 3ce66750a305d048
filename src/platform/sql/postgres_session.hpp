// One PostgreSQL connection with its prepared statements, in pipeline mode: whatever a call sends
// is answered in one round trip. Internal to the room.
#pragma once

#include "platform/sql/postgres_connection.hpp"
#include "ports/sql.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace boxoffice::platform {

/// Connects when first used, and again after the connection was lost: what was open is rolled back
/// then, and each statement is prepared again. A call that cannot have had an effect yet (the first
/// one of a transaction, or a reader's) is repeated once by itself on a new connection, so that a
/// restart of the server is not noticed by a session that was idle.
class PostgresSession final : public ports::SqlSession {
  public:
    PostgresSession(std::shared_ptr<const PostgresOptions> options, PostgresRole role);

    void begin() override;
    void commit() override;
    void rollback() noexcept override;
    std::int64_t execute(ports::SqlText statement,
                         std::initializer_list<ports::SqlParameter> parameters) override;
    void query(ports::SqlText statement, std::initializer_list<ports::SqlParameter> parameters,
               const ports::SqlRowReader& read) override;
    void execute_batch(ports::SqlText statement, const ports::SqlRows& rows) override;
    void query_batch(ports::SqlText statement, const ports::SqlRows& rows,
                     const ports::SqlRowReader& read) override;

    PostgresSession(const PostgresSession&) = delete;
    PostgresSession& operator=(const PostgresSession&) = delete;

  private:
    /// A transaction is opened in the round trip of its first statement.
    enum class Transaction { none, wanted, open, lost };
    using Results = std::vector<PostgresResult>;
    class Call;

    /// A statement on the server. The types are those of the values that it was given so far; it is
    /// prepared anew when a value comes where there was only NULL.
    struct Prepared {
        std::string name;
        std::string text;
        std::vector<Oid> types;
        bool is_on_server = false;
    };

    [[nodiscard]] Results run(ports::SqlText statement, const Call& call);
    [[nodiscard]] Results exchange(ports::SqlText statement, const Call& call);
    [[nodiscard]] PGconn* connection();
    [[nodiscard]] Prepared& prepared(ports::SqlText statement, const Call& call);
    void send(bool is_sent) const;
    [[nodiscard]] PostgresResult receive();
    void receive_all(Results& results, std::size_t count, Prepared* prepared);
    void control(const char* command, std::string_view expected_tag);
    void close() noexcept;

    std::shared_ptr<const PostgresOptions> options_;
    PostgresRole role_;
    PostgresHandle handle_;
    Transaction transaction_ = Transaction::none;
    /// Keyed by the literal's address: a SqlText is always a literal, so one address is one text.
    std::unordered_map<const char*, Prepared> statements_;
    std::int64_t names_given_ = 0;
    /// Whether the connection has answered before: one that was good may have become stale.
    bool has_answered_ = false;
};

}  // namespace boxoffice::platform
