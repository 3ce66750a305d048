// What we send to and need of the sandbox provider's API. Internal to the room. Its enumerations
// are read as texts, so that a value we do not know is an answer we do not understand, not a broken
// one.
#pragma once

#include "base/clock.hpp"
#include "base/money.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::platform::payment {

struct SandboxOrder {
    std::string order_id;
    base::Money amount;
    std::string order_name;
    std::string success_url;
    std::optional<std::string> webhook_url;
};
BOOST_DESCRIBE_STRUCT(SandboxOrder, (), (order_id, amount, order_name, success_url, webhook_url))

struct SandboxConfirm {
    std::string order_id;
    base::Money amount;
    std::string method;
    std::optional<std::string> payment_key;
    std::string order_name;
};
BOOST_DESCRIBE_STRUCT(SandboxConfirm, (), (order_id, amount, method, payment_key, order_name))

struct SandboxCancel {
    base::Money cancel_amount;
    std::string cancel_reason;
};
BOOST_DESCRIBE_STRUCT(SandboxCancel, (), (cancel_amount, cancel_reason))

struct SandboxCancelShown {
    base::Money amount;
    std::string idempotency_key;
};
BOOST_DESCRIBE_STRUCT(SandboxCancelShown, (), (amount, idempotency_key))

struct SandboxPayment {
    std::optional<std::string> payment_key;
    std::string order_id;
    std::string status;
    base::Money amount;
    base::Money balance;
    std::optional<std::string> checkout_url;
    std::optional<std::string> failure_code;
    std::vector<SandboxCancelShown> cancels;
};
BOOST_DESCRIBE_STRUCT(SandboxPayment, (),
                      (payment_key, order_id, status, amount, balance, checkout_url, failure_code,
                       cancels))

/// Of a webhook only which order it is about.
struct SandboxWebhook {
    std::string order_id;
    std::optional<std::string> status;
};
BOOST_DESCRIBE_STRUCT(SandboxWebhook, (), (order_id, status))

struct SandboxTransaction {
    std::string transaction_key;
    std::string kind;
    std::string order_id;
    base::Money amount;
    std::string idempotency_key;
    base::Instant at{};
};
BOOST_DESCRIBE_STRUCT(SandboxTransaction, (),
                      (transaction_key, kind, order_id, amount, idempotency_key, at))

struct SandboxTransactionPage {
    std::vector<SandboxTransaction> transactions;
    std::int64_t page = 0;
    bool has_more = false;
};
BOOST_DESCRIBE_STRUCT(SandboxTransactionPage, (), (transactions, page, has_more))

struct SandboxError {
    std::string code;
};
BOOST_DESCRIBE_STRUCT(SandboxError, (), (code))

}  // namespace boxoffice::platform::payment
