// What a caller gets of an answer when a fault stands in the way.
#pragma once

#include "ports/http.hpp"
#include "sandbox_provider/faults.hpp"
#include "sandbox_provider/worker.hpp"

#include <memory>
#include <string>

namespace boxoffice::sandbox {

/// Every refusal of the API: {"code", "message"}.
[[nodiscard]] ports::HttpResponse error_answer(int status, std::string code);

/// An answer that was decided, and how it is given. `delay`: see Fault::delay.
struct Outgoing {
    ports::Responder responder;
    ports::HttpResponse response;
    Reply reply = Reply::truth;
    base::Duration delay{};
};

/// Gives it, now or later; call it once the ledger is durable. On the worker.
void give(Outgoing answer, const std::shared_ptr<Worker>& worker);

}  // namespace boxoffice::sandbox
