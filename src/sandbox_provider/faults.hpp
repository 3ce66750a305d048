// Faults by script: what the provider does wrong on purpose, when, and how often it did.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "sandbox_provider/messages.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::sandbox {

/// What a fault can strike.
enum class CallKind { prepare, confirm, query, cancel, webhook };
BOOST_DESCRIBE_ENUM(CallKind, prepare, confirm, query, cancel, webhook)

/// When the ledger is written, and what the caller gets. A fault of a call is one choice of each.
enum class Effect {
    now,
    never,
    later,
    declined,  ///< a charge is declined
    refused,   ///< a cancel is refused for good
};
enum class Reply {
    truth,
    late,          ///< the truth, after the fault's delay: a webhook overtakes it
    silence,       ///< nothing until the fault's delay is over, then a reset
    trickle,       ///< a byte of it each second, until the fault's delay is over
    truncated,     ///< the first half of it
    other_order,   ///< the truth about somebody else's order
    other_amount,  ///< the truth with another amount
    server_error,  ///< 500
    temporary,     ///< 400 with a code that says "try again"
    processing,    ///< 409: an earlier request is still being dealt with
    rate_limited,  ///< 429 with Retry-After
};
/// What becomes of a webhook.
enum class Delivery { once, never, many_times, late, followed_by_a_lie };

/// One row per fault. To add a fault of these kinds, add a row; the rest follows.
struct Fault {
    std::string_view name;
    CallKind usual_call;
    Effect effect = Effect::now;
    Reply reply = Reply::truth;
    Delivery delivery = Delivery::once;
    /// For Effect::later, how late; for the replies late, silence and trickle, how long the caller
    /// is kept waiting; for Delivery::late, how late.
    base::Duration delay{};
};

inline constexpr base::Duration silence_usual = std::chrono::seconds{120};
inline constexpr base::Duration late_usual = std::chrono::seconds{60};
inline constexpr base::Duration overtaken_usual = std::chrono::seconds{3};

/// What each is for: docs/reliability.md, "Faults".
inline constexpr std::array faults{
    Fault{.name = "reply_lost_after_commit",
          .usual_call = CallKind::confirm,
          .reply = Reply::silence,
          .delay = silence_usual},
    Fault{.name = "hang",
          .usual_call = CallKind::confirm,
          .effect = Effect::never,
          .reply = Reply::silence,
          .delay = silence_usual},
    Fault{.name = "delay_then_commit",
          .usual_call = CallKind::confirm,
          .effect = Effect::later,
          .reply = Reply::silence,
          .delay = late_usual},
    // What is seen of a handshake that fails: the connection ends, and nothing was asked. Real ones
    // are played by tests/acceptance/tls_test.py.
    Fault{.name = "tls_error",
          .usual_call = CallKind::confirm,
          .effect = Effect::never,
          .reply = Reply::silence},
    Fault{
        .name = "500_but_committed", .usual_call = CallKind::confirm, .reply = Reply::server_error},
    Fault{.name = "500_not_committed",
          .usual_call = CallKind::confirm,
          .effect = Effect::never,
          .reply = Reply::server_error},
    Fault{.name = "400_but_committed", .usual_call = CallKind::confirm, .reply = Reply::temporary},
    Fault{.name = "409_processing", .usual_call = CallKind::confirm, .reply = Reply::processing},
    Fault{.name = "429_rate_limit",
          .usual_call = CallKind::confirm,
          .effect = Effect::never,
          .reply = Reply::rate_limited},
    Fault{.name = "slow_body",
          .usual_call = CallKind::confirm,
          .reply = Reply::trickle,
          .delay = silence_usual},
    Fault{.name = "truncated_json", .usual_call = CallKind::confirm, .reply = Reply::truncated},
    Fault{.name = "wrong_order", .usual_call = CallKind::confirm, .reply = Reply::other_order},
    Fault{.name = "wrong_amount", .usual_call = CallKind::confirm, .reply = Reply::other_amount},
    Fault{.name = "decline", .usual_call = CallKind::confirm, .effect = Effect::declined},
    Fault{.name = "cancel_refused", .usual_call = CallKind::cancel, .effect = Effect::refused},
    Fault{.name = "webhook_before_answer",
          .usual_call = CallKind::confirm,
          .reply = Reply::late,
          .delay = overtaken_usual},
    Fault{.name = "webhook_none", .usual_call = CallKind::webhook, .delivery = Delivery::never},
    Fault{.name = "webhook_duplicate",
          .usual_call = CallKind::webhook,
          .delivery = Delivery::many_times},
    Fault{.name = "webhook_reordered",
          .usual_call = CallKind::webhook,
          .delivery = Delivery::late,
          .delay = late_usual},
    Fault{.name = "webhook_spurious",
          .usual_call = CallKind::webhook,
          .delivery = Delivery::followed_by_a_lie},
};

/// A fault that strikes now.
struct Strike {
    const Fault* fault = nullptr;
    base::Duration delay{};
};

/// The script. Used by one thread; the same orders and calls give the same strikes.
class FaultScript {
  public:
    /// @return why the order makes no sense: fault_unknown, call_unknown, call_does_not_fit,
    /// number_out_of_range.
    [[nodiscard]] base::Result<base::Done, std::string> add(const FaultOrder& order);
    /// The first rule that matches and hits, if any; counts it.
    [[nodiscard]] Strike next(CallKind call, std::string_view order_id);
    /// Forgets all rules and counts.
    void reset();
    [[nodiscard]] FaultReport report() const;

  private:
    struct Rule {
        std::size_t fault = 0;
        CallKind call{};
        std::string order_id;  ///< empty = any
        std::int64_t left = 1;
        bool is_endless = false;
        std::int64_t per_mille = 1000;
        std::uint64_t chance = 1;
        base::Duration delay{};
    };
    [[nodiscard]] static bool hits(Rule& rule);

    std::vector<Rule> rules_;
    std::array<std::int64_t, faults.size()> fired_{};
};

}  // namespace boxoffice::sandbox
