// Bugs built in on purpose, one obvious line each, to prove that the checkers see them. Only the
// simulator ever sets one; everything else runs with `none`.
#pragma once

namespace boxoffice::base {

/// A checker that no seeded bug turns red is not a checker: docs/reliability.md.
enum class SeededBug {
    none,
    expiry_ignores_the_lock,      ///< reservation: a hold runs out while its buyer is being charged
    not_found_treated_as_failed,  ///< payment: "no such charge" ends an attempt that may still land
    event_outside_the_outbox,     ///< eventing: an event leaves after its commit, not with it
    refund_without_idempotency_key,  ///< payment: a repeated refund pays twice
    webhook_payload_trusted,  ///< payment: a webhook changes state instead of asking the provider
    refund_not_booked,        ///< payment: a refund that is done is missing in the ledger
    sale_without_the_fence,   ///< musical: Sell and Release ignore (reservation, epoch)
    move_without_looking,     ///< musical: a ticket is moved to a seat whoever has it
};

}  // namespace boxoffice::base
