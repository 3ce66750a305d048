// The contexts of one process, all of them or some: what they stand on, and its HTTP servers.
#pragma once

#include "app/reload.hpp"
#include "app/served_route.hpp"
#include "platform/config/serve_options.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace boxoffice::app {

/// How the configuration is read again. Without it nothing of it changes while the house runs.
struct Rereading {
    platform::OptionValues started;
    ReadOptions read;
};

/// On the databases and the bus that the options choose: files under one directory unless they name
/// servers.
class House {
  public:
    /// Opens and checks everything; nothing runs yet.
    /// @throws base::InfrastructureFault with a sentence for the operator when the data cannot be
    /// used.
    explicit House(const platform::ServeOptions& options, Rereading rereading = {});
    ~House();
    House(const House&) = delete;
    House& operator=(const House&) = delete;

    /// Starts contexts, then the servers; ready when it returns.
    void start();
    /// Refuses new work, finishes what runs, stops. The order: readiness, public server, contexts.
    void stop();

    /// Reads the configuration again, as POST /reload does. Safe from any thread while it runs.
    Reloaded reload();

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] std::uint16_t management_port() const;
    /// Every route of the public and the management server, held against
    /// contracts/http/openapi.yaml.
    [[nodiscard]] const std::vector<ServedRoute>& served() const;

  private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace boxoffice::app
