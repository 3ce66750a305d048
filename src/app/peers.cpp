#include "app/peers.hpp"

#include "app/topology.hpp"
#include "base/fault.hpp"
#include "base/invariant.hpp"
#include "contracts/problem.hpp"

#include <algorithm>

namespace boxoffice::app {
namespace {

bool runs(const platform::ServeOptions& options, std::string_view context) {
    return std::find(options.contexts.begin(), options.contexts.end(), context) !=
           options.contexts.end();
}

[[noreturn]] void refuse_missing(std::string_view asker, std::string_view asked) {
    const std::string name{asked};
    throw base::InfrastructureFault(
        std::string{asker} + " asks " + name + ", which is not in this process: write --peer " +
            name + "=http://HOST:PORT with the internal port of a process that runs it",
        base::Retry::no);
}

}  // namespace

Peers::Peers(const platform::ServeOptions& options, Foundation& foundation,
             ports::HttpClient& client) {
    if (!options.service_secret_file.empty()) {
        secrets_ = std::make_unique<platform::ServiceSecrets>(options.service_secret_file,
                                                              foundation.clock(), foundation.log());
    }
    for (const auto& peer : options.peers) {
        channels_[peer.context] = std::make_unique<platform::PeerChannel>(
            peer.context, peer.url, client, *secrets_, foundation.clock(), foundation.scheduler(),
            foundation.metrics());
    }
    for (const auto& entry : topology()) {
        if (!runs(options, entry.name)) continue;
        for (const auto asked : entry.asks) {
            if (!runs(options, asked) && !has(asked)) refuse_missing(entry.name, asked);
        }
    }
}

platform::PeerChannel& Peers::to(std::string_view context) const {
    const auto found = channels_.find(context);
    BOXOFFICE_INVARIANT(found != channels_.end());
    return *found->second;
}

void Peers::close() {
    for (const auto& [context, channel] : channels_) channel->close();
}

RemoteIdentity::RemoteIdentity(platform::PeerChannel& identity, Foundation& foundation,
                               bool is_open)
    : is_open_(is_open),
      verifier_(identity, foundation.clock(), foundation.scheduler(), foundation.log()),
      revocations_(identity),
      follower_(revocations_, revoked_, {}, foundation.clock(), foundation.scheduler()),
      builtin_(verifier_, revoked_, foundation.clock()),
      patient_(builtin_, verifier_),
      contacts_(identity),
      people_(identity),
      buyers_(identity) {}

void RemoteIdentity::start() {
    if (is_open_) return;
    verifier_.start();
    follower_.start();
}

void RemoteIdentity::stop() {
    follower_.stop();
    verifier_.stop();
}

ports::Authenticator& RemoteIdentity::authenticator() {
    if (is_open_) return open_;
    return patient_;
}

ports::Authenticator::Verdict RemoteIdentity::PatientAuthenticator::authenticate(
    const ports::HttpRequest& request) {
    const bool has_token = request.header("Authorization").has_value() ||
                           identity::cookie_of(request, identity::access_cookie).has_value();
    if (has_token && !verifier_.has_keys()) {
        return {.principal = {},
                .refusal = contracts::problem_response(request, 503, "overloaded")};
    }
    return builtin_.authenticate(request);
}

}  // namespace boxoffice::app
