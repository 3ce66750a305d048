// The event log against its publishers: one of them may have lost what the other still knows.
#pragma once

#include "platform/bus/embedded_log.hpp"
#include "ports/sql.hpp"

#include <map>
#include <string>

namespace boxoffice::app {

/// @throws base::InfrastructureFault (not retryable) when the log knows events of a publisher that
/// its database has not published: consumers would drop its next ones as repeats.
void refuse_log_ahead(const platform::EmbeddedLog& log,
                      const std::map<std::string, ports::SqlDatabase*>& databases);

}  // namespace boxoffice::app
