// What reconciliation found: kept once, repaired by the usual commands or raised, closed when it is
// gone.
#pragma once

#include "contexts/payment/domain/reconciliation.hpp"
#include "contexts/payment/handlers.hpp"
#include "contexts/payment/reconciliation_store.hpp"
#include "eventing/unit_of_work.hpp"
#include "ports/http.hpp"
#include "ports/telemetry.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace boxoffice::payment {

/// The longest note that staff may leave, in bytes.
inline constexpr std::size_t note_bytes_max = 2'000;

/// Staff say why a finding may stay as it is. @pre the note has 1 to `note_bytes_max` bytes.
struct AcknowledgeFinding {
    std::int64_t id = 0;
    std::int64_t user_id = 0;
    std::string note;
    std::string answer_language;
};

/// What a look at one payment leads to, to be done after the commit.
using Repairs = std::vector<PaymentInput>;

/// Used in the transactions of the payment context. The same look twice changes nothing.
class Findings {
  public:
    Findings(ports::Metrics& metrics, ports::Log& log) : metrics_(metrics), log_(log) {}

    /// Lays the payment beside its statement; findings are kept, or closed when they are gone.
    /// Counts in `run`.
    [[nodiscard]] Repairs look_at(contracts::PaymentId id, Statement statement, Run& run,
                                  eventing::UnitOfWork& work);
    /// Money at the provider for an order that is not ours.
    void note_unknown_order(const ports::ProviderMovement& movement, Run& run,
                            eventing::UnitOfWork& work);
    /// The provider contradicted what is booked here; `theirs` is not known.
    void note_contradiction(const Payment& payment, Divergence divergence,
                            eventing::UnitOfWork& work);
    /// How many still ask for something, for the gauge.
    void measure(eventing::UnitOfWork& work);

    // A handler of AcknowledgeFinding.
    void declare(const AcknowledgeFinding&) {}
    [[nodiscard]] ports::HttpResponse decide(const AcknowledgeFinding& command,
                                             eventing::UnitOfWork& work);

  private:
    void keep(Finding seen, Run* run, eventing::UnitOfWork& work);
    void tell(const Finding& finding);

    ports::Metrics& metrics_;
    ports::Log& log_;
};

}  // namespace boxoffice::payment
