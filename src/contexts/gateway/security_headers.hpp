// What pages tell the browser to refuse.
#pragma once

#include "ports/http.hpp"

#include <string>
#include <vector>

namespace boxoffice::gateway {

/// Whose script the page of the buyer loads; the sandbox has a page of its own instead.
enum class PaymentScript { none, stripe, toss };

struct SecurityTerms {
    /// The public address is https: browsers are told to use nothing else.
    bool is_https = false;
    PaymentScript payment_script = PaymentScript::none;
};

/// The headers of every page. Scripts and styles come from this house alone, and none stands in the
/// page itself; a provider's origins are let in only when its payments are configured. Pictures may
/// come from any https address, because staff may name a poster anywhere; it is loaded by the
/// buyer's browser, never by this server.
[[nodiscard]] std::vector<ports::HttpHeader> security_headers(const SecurityTerms& terms);

}  // namespace boxoffice::gateway
