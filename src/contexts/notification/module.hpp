// The context notification: people are told what became of their reservations.
#pragma once

#include "contexts/notification/delivery.hpp"
#include "contexts/notification/live_notices.hpp"
#include "contexts/notification/policies.hpp"
#include "contexts/notification/reading.hpp"
#include "contexts/notification/store.hpp"
#include "contexts/notification/texts.hpp"
#include "eventing/context_module.hpp"
#include "eventing/query_worker.hpp"
#include "ports/contact_directory.hpp"
#include "ports/mailer.hpp"

namespace boxoffice::notification {

/// How notices look; the language is each reader's own.
struct Options {
    std::chrono::minutes utc_offset = std::chrono::hours{9};
    std::string public_address;  ///< "https://tickets.example.org"; empty = no links in mails
};

class Module final : public eventing::ContextModule {
  public:
    /// Migrates the database. `contacts` and `mailer` outlive this.
    Module(const eventing::Environment& environment, const Options& options,
           ports::ContactDirectory& contacts, ports::Mailer& mailer);
    ~Module() override;

    [[nodiscard]] std::string_view name() const override { return "notification"; }
    [[nodiscard]] std::vector<ports::Route> routes() override;
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> listens_to() const override;
    void start() override;
    void stop() override;

  private:
    void list(const ports::HttpRequest& request, const ports::Responder& responder);
    void show(const ports::HttpRequest& request, const ports::Responder& responder);
    void follow(const ports::HttpRequest& request, const ports::Responder& responder);
    void mark_many(const ports::HttpRequest& request, const ports::Responder& responder);
    void mark_one(const ports::HttpRequest& request, const ports::Responder& responder);
    [[nodiscard]] Style style_of(const ports::HttpRequest& request) const;

    Style style_;
    Store store_;
    Policies policies_;
    Deliveries deliveries_;
    Reading reading_;
    eventing::ContextKernel kernel_;
    Postman postman_;
    eventing::QueryWorker queries_;
    LiveNotices live_;
};

}  // namespace boxoffice::notification
