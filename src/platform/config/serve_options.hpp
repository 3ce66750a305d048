// What `boxoffice serve` can be told.
#pragma once

#include "base/clock.hpp"
#include "platform/config/option.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace boxoffice::platform {

enum class AuthMode { open, builtin, oidc };
enum class PaymentProvider { sandbox, stripe, toss };

/// Where a context in another process is asked.
struct Peer {
    std::string context;
    std::string url;  ///< of its internal port, without a slash at its end
};

struct ServeOptions {
    std::vector<std::string> contexts;  ///< names; all of them when "all" was written
    std::vector<Peer> peers;
    std::string service_secret_file;  ///< empty = no internal port
    std::string internal_address;
    std::uint16_t internal_port = 0;
    std::string keys;      ///< directory of the keys that sign tokens; never empty
    std::string instance;  ///< the name of this process among replicas; never empty
    std::string address;
    std::uint16_t port = 0;  ///< 0 = any free one
    std::string management_address;
    std::uint16_t management_port = 0;
    std::string public_url;  ///< without a slash at its end; never empty
    int io_threads = 1;
    std::size_t connections_max = 0;

    std::string data;          ///< directory
    std::string media;         ///< directory of pictures; never empty
    std::string database_url;  ///< empty = SQLite under `data`
    std::string database_password_file;
    std::vector<std::string> kafka;  ///< brokers; empty = the embedded log under `data`
    std::string kafka_topic;
    std::string kafka_properties;  ///< a file with more settings of the client; empty = none
    std::int32_t kafka_partitions = 0;
    int kafka_replication = 0;  ///< 0 = as the brokers do by default
    bool kafka_static_membership = false;

    AuthMode auth = AuthMode::builtin;
    std::string oidc_issuer;
    std::string oidc_audience;
    bool sample_accounts = false;
    std::int64_t login_failures_max = 0;  ///< of one account from one network
    std::int64_t login_failures_per_account_max = 0;
    std::int64_t login_failures_per_network_max = 0;
    base::Duration login_window{};

    PaymentProvider payment = PaymentProvider::sandbox;
    std::string provider_url;  ///< without a slash at its end; empty = the provider's own
    std::string provider_secret;
    std::string provider_client_key;  ///< public: the provider's script on the buyer's page
    std::string webhook_secret;       ///< several with commas between, while one is being changed
    bool live_payments = false;       ///< keys that move real money may be used
    /// What a reservation without `payment` is paid with; empty = it waits in Held.
    std::string payment_default_method;

    base::Duration reconcile_every{};
    base::Duration reconcile_window{};
    base::Duration reconcile_lag{};
    base::Duration reconcile_daily_at{};  ///< after midnight, UTC

    std::string smtp_url;  ///< empty = a Maildir under `data`
    std::string smtp_user;
    std::string smtp_password;
    std::string mail_from;

    std::string otlp_endpoint;  ///< without a slash at its end; empty = nothing is recorded
    double trace_sample_ratio = 1;
    std::string service_name;  ///< never empty

    std::string log_level;
    base::Duration hold{};  ///< how long seats are held unless the performance says otherwise
    base::Duration drain_delay{};  ///< how long requests are still taken after SIGTERM
    base::Duration drain{};        ///< how long running requests may take after that
    std::size_t placed_max = 0;
    std::size_t cancellations_per_second = 0;  ///< of performances that are called off
    std::size_t queue_max = 0;
    std::size_t batch_max = 0;
    std::size_t outbox_max = 0;
};

/// The table; `config` is among its options.
[[nodiscard]] const std::vector<Option>& serve_option_table();

/// Checks what one option alone cannot show.
[[nodiscard]] base::Result<ServeOptions, ConfigurationError> to_serve_options(
    const OptionValues& values);

}  // namespace boxoffice::platform
