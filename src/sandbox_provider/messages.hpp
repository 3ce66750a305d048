// What travels over the provider's own HTTP API, in the manner of real payment providers.
#pragma once

#include "base/clock.hpp"
#include "base/money.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::sandbox {

/// Where a payment stands. Wire names are the enumerators'.
enum class Status {
    ready,               ///< the page is open, the buyer has not decided
    in_progress,         ///< the buyer is through the page; the merchant has to confirm
    done,                ///< captured
    aborted,             ///< declined, by the card or by the buyer
    expired,             ///< nobody confirmed within the session's 30 minutes; nothing can follow
    partially_canceled,  ///< some of the money was given back
    canceled,            ///< all of it was
};
BOOST_DESCRIBE_ENUM(Status, ready, in_progress, done, aborted, expired, partially_canceled,
                    canceled)

/// POST /v1/orders: opens the hosted page.
struct PrepareOrder {
    std::string order_id;
    base::Money amount;
    std::optional<std::string> order_name;
    std::string success_url;  ///< the buyer comes back here, with orderId, paymentKey and amount
    std::optional<std::string> webhook_url;
};
BOOST_DESCRIBE_STRUCT(PrepareOrder, (), (order_id, amount, order_name, success_url, webhook_url))

/// POST /v1/payments/confirm: charges. Methods: card, card_declined, card_no_funds, checkout.
struct ConfirmPayment {
    std::string order_id;
    base::Money amount;
    std::string method;
    std::optional<std::string> payment_key;
    std::optional<std::string> order_name;
};
BOOST_DESCRIBE_STRUCT(ConfirmPayment, (), (order_id, amount, method, payment_key, order_name))

/// POST /v1/payments/{paymentKey}/cancel. Without an amount all that is left goes back.
struct CancelPayment {
    std::optional<base::Money> cancel_amount;
    std::string cancel_reason;
};
BOOST_DESCRIBE_STRUCT(CancelPayment, (), (cancel_amount, cancel_reason))

/// One time that money went back. `balance` is what was left after it.
struct Cancel {
    base::Money amount;
    base::Money balance;
    std::string reason;
    std::string idempotency_key;
    base::Instant canceled_at{};
};
BOOST_DESCRIBE_STRUCT(Cancel, (), (amount, balance, reason, idempotency_key, canceled_at))

/// The answer about a payment. `payment_key` is shown once the buyer or the card has been through.
struct PaymentView {
    std::optional<std::string> payment_key;
    std::string order_id;
    std::string order_name;
    Status status = Status::ready;
    std::string method;
    base::Money amount;
    base::Money balance;
    base::Instant requested_at{};
    std::optional<base::Instant> approved_at;
    std::optional<base::Instant> expires_at;
    std::optional<std::string> checkout_url;
    std::optional<std::string> failure_code;
    std::vector<Cancel> cancels;
};
BOOST_DESCRIBE_STRUCT(PaymentView, (),
                      (payment_key, order_id, order_name, status, method, amount, balance,
                       requested_at, approved_at, expires_at, checkout_url, failure_code, cancels))

/// Every refusal. Clients tell them apart by `code`, never by the HTTP status.
struct ErrorView {
    std::string code;
    std::string message;
};
BOOST_DESCRIBE_STRUCT(ErrorView, (), (code, message))

/// One movement of money, for reconciliation. `transaction_key` names it for ever; `kind` is
/// capture or cancel.
struct Transaction {
    std::string transaction_key;
    std::string kind;
    std::string payment_key;
    std::string order_id;
    base::Money amount;
    std::string idempotency_key;
    base::Instant at{};
};
BOOST_DESCRIBE_STRUCT(Transaction, (),
                      (transaction_key, kind, payment_key, order_id, amount, idempotency_key, at))

struct TransactionPage {
    std::vector<Transaction> transactions;
    std::int64_t page = 0;
    bool has_more = false;
};
BOOST_DESCRIBE_STRUCT(TransactionPage, (), (transactions, page, has_more))

/// A webhook's body. Unsigned: a hint to go and ask.
struct WebhookBody {
    std::string event_type;
    std::string order_id;
    std::string payment_key;
    Status status = Status::ready;
    base::Instant created_at{};
};
BOOST_DESCRIBE_STRUCT(WebhookBody, (), (event_type, order_id, payment_key, status, created_at))

// ---- the control port

/// POST /control/faults. Absent: `call` = the fault's own usual one, `count` = 1 (0 = without end),
/// `per_mille` = 1000, `seed` = 1, `delay_ms` = the fault's own.
struct FaultOrder {
    std::string fault;
    std::optional<std::string> call;
    std::optional<std::string> order_id;
    std::optional<std::int64_t> count;
    std::optional<std::int64_t> per_mille;
    std::optional<std::int64_t> seed;
    std::optional<std::int64_t> delay_ms;
};
BOOST_DESCRIBE_STRUCT(FaultOrder, (), (fault, call, order_id, count, per_mille, seed, delay_ms))

/// How often a kind of fault fired since the last reset.
struct FaultCount {
    std::string fault;
    std::int64_t fired = 0;
};
BOOST_DESCRIBE_STRUCT(FaultCount, (), (fault, fired))

struct FaultReport {
    std::int64_t rules_left = 0;
    std::vector<FaultCount> fired;
};
BOOST_DESCRIBE_STRUCT(FaultReport, (), (rules_left, fired))

/// POST /control/payments/{paymentKey}/console-cancel. Without an amount all that is left goes
/// back.
struct ConsoleCancel {
    std::optional<base::Money> amount;
};
BOOST_DESCRIBE_STRUCT(ConsoleCancel, (), (amount))

/// One payment as an oracle reads it: nothing hidden.
struct LedgerLine {
    std::int64_t id = 0;
    std::string confirm_key;
    PaymentView payment;
};
BOOST_DESCRIBE_STRUCT(LedgerLine, (), (id, confirm_key, payment))

/// GET /control/ledger?after=: the next lines by id; `next` is absent on the last page.
struct LedgerDump {
    std::vector<LedgerLine> payments;
    std::optional<std::int64_t> next;
};
BOOST_DESCRIBE_STRUCT(LedgerDump, (), (payments, next))

}  // namespace boxoffice::sandbox
