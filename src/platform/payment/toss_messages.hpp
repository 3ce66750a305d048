// What we send to and need of the API of Toss Payments. Internal to the room. Its enumerations are
// read as texts, so that a value we do not know is an answer we do not understand, not a broken
// one.
#pragma once

#include "base/clock.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::platform::payment {

/// Amounts are in won: the provider settles nothing else for us.
struct TossConfirm {
    std::string payment_key;
    std::string order_id;
    std::int64_t amount = 0;
};
BOOST_DESCRIBE_STRUCT(TossConfirm, (), (payment_key, order_id, amount))

struct TossCancel {
    std::string cancel_reason;
    std::int64_t cancel_amount = 0;
};
BOOST_DESCRIBE_STRUCT(TossCancel, (), (cancel_reason, cancel_amount))

struct TossCancelShown {
    std::int64_t cancel_amount = 0;
    std::string cancel_reason;
    std::optional<std::string> cancel_status;
    std::optional<std::string> transaction_key;
};
BOOST_DESCRIBE_STRUCT(TossCancelShown, (),
                      (cancel_amount, cancel_reason, cancel_status, transaction_key))

struct TossError {
    std::string code;
};
BOOST_DESCRIBE_STRUCT(TossError, (), (code))

struct TossPayment {
    std::string payment_key;
    std::string order_id;
    std::string status;
    std::string currency;
    std::int64_t total_amount = 0;
    std::int64_t balance_amount = 0;
    std::optional<std::vector<TossCancelShown>> cancels;
    std::optional<TossError> failure;
};
BOOST_DESCRIBE_STRUCT(TossPayment, (),
                      (payment_key, order_id, status, currency, total_amount, balance_amount,
                       cancels, failure))

/// One line of the provider's books. A cancellation's amount may stand with a minus sign.
struct TossTransaction {
    std::string transaction_key;
    std::string payment_key;
    std::string order_id;
    std::string status;
    base::Instant transaction_at{};
    std::string currency;
    std::int64_t amount = 0;
};
BOOST_DESCRIBE_STRUCT(TossTransaction, (),
                      (transaction_key, payment_key, order_id, status, transaction_at, currency,
                       amount))

/// Of a webhook only which order it is about; the other events carry it in other places or not.
struct TossWebhookData {
    std::optional<std::string> order_id;
    std::optional<std::string> status;
};
BOOST_DESCRIBE_STRUCT(TossWebhookData, (), (order_id, status))

struct TossWebhook {
    std::optional<TossWebhookData> data;
    std::optional<std::string> order_id;
    std::optional<std::string> status;
};
BOOST_DESCRIBE_STRUCT(TossWebhook, (), (data, order_id, status))

}  // namespace boxoffice::platform::payment
