// The reservation context, wired.
#pragma once

#include "contexts/reservation/handlers.hpp"
#include "eventing/context_module.hpp"
#include "ports/buyer_directory.hpp"
#include "ports/people_directory.hpp"

#include <memory>

namespace boxoffice::reservation {

/// Migrates the context's database and wires its rooms. `buyers` outlives the module; `settings` is
/// copied. `people` says to staff who bought; without it buyers have no names.
/// @throws base::InfrastructureFault when the database cannot be used.
[[nodiscard]] std::unique_ptr<eventing::ContextModule> make_module(
    const eventing::Environment& environment, ports::BuyerDirectory& buyers,
    const Settings& settings, ports::PeopleDirectory* people = nullptr);

}  // namespace boxoffice::reservation
