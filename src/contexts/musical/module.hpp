// The context musical, wired: the catalogue, and the seats of which none is sold twice.
#pragma once

#include "base/live.hpp"
#include "base/seeded_bug.hpp"
#include "contexts/musical/domain/catalogue.hpp"
#include "eventing/context_module.hpp"
#include "ports/cancellation_forecast.hpp"
#include "ports/media_store.hpp"

#include <memory>

namespace boxoffice::musical {

struct Settings {
    base::SeededBug bug = base::SeededBug::none;  ///< set by the simulator alone
    /// How long seats are held unless the performance says it; may change at any time.
    base::Live<std::int64_t> hold_seconds = hold_seconds_default;
    /// Where posters are kept; it outlives the module. Without it none are taken.
    ports::MediaStore* media = nullptr;
};

/// Migrates the context's database and wires its rooms. `forecaster` says what calling a
/// performance off would do to its bookings; without it nothing is foretold.
/// @throws base::InfrastructureFault when the database cannot be used.
[[nodiscard]] std::unique_ptr<eventing::ContextModule> make_module(
    const eventing::Environment& environment, const Settings& settings = {},
    ports::CancellationForecaster* forecaster = nullptr);

}  // namespace boxoffice::musical
