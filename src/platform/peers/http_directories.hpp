// Questions to identity, asked over HTTP by processes that do not run it.
#pragma once

#include "platform/peers/peer_channel.hpp"
#include "ports/buyer_directory.hpp"
#include "ports/contact_directory.hpp"
#include "ports/people_directory.hpp"
#include "ports/session_revocations.hpp"

namespace boxoffice::platform {

/// Where a person can be reached.
class HttpContactDirectory final : public ports::ContactDirectory {
  public:
    /// `identity` outlives this, and so it is with the others below.
    explicit HttpContactDirectory(PeerChannel& identity) : identity_(identity) {}
    void find(std::int64_t user_id, std::function<void(ports::ContactAnswer)> done) override;

  private:
    PeerChannel& identity_;
};

/// Who people are.
class HttpPeopleDirectory final : public ports::PeopleDirectory {
  public:
    explicit HttpPeopleDirectory(PeerChannel& identity) : identity_(identity) {}
    void search(std::string text, std::size_t count_max,
                std::function<void(ports::PeopleAnswer)> done) override;
    void find_all(std::vector<std::int64_t> user_ids,
                  std::function<void(ports::PeopleAnswer)> done) override;

  private:
    PeerChannel& identity_;
};

/// Who buys at the desk. When identity is away the sale is refused with 503 and Retry-After. A sale
/// with an Idempotency-Key is asked for again; one without might make a second guest.
class HttpBuyerDirectory final : public ports::BuyerDirectory {
  public:
    explicit HttpBuyerDirectory(PeerChannel& identity) : identity_(identity) {}
    void find_or_make(const ports::HttpRequest& request, ports::Buyer buyer,
                      std::function<void(ports::BuyerAnswer)> done) override;

  private:
    PeerChannel& identity_;
};

/// Which sessions were ended early.
class HttpSessionRevocations final : public ports::SessionRevocations {
  public:
    explicit HttpSessionRevocations(PeerChannel& identity) : identity_(identity) {}
    void since(base::Instant since, std::function<void(ports::RevocationsAnswer)> done) override;

  private:
    PeerChannel& identity_;
};

}  // namespace boxoffice::platform
