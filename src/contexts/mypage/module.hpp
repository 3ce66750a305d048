// The context mypage: "my reservations", a read model that can be thrown away and built anew.
#pragma once

#include "contexts/mypage/projections.hpp"
#include "contexts/mypage/store.hpp"
#include "eventing/context_module.hpp"
#include "eventing/query_worker.hpp"

namespace boxoffice::mypage {

class Module final : public eventing::ContextModule {
  public:
    /// Migrates the database.
    explicit Module(const eventing::Environment& environment);

    [[nodiscard]] std::string_view name() const override { return "mypage"; }
    [[nodiscard]] std::vector<ports::Route> routes() override;
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> listens_to() const override;
    void start() override { kernel_.start(); }
    void stop() override { kernel_.stop(); }

  private:
    void list(const ports::HttpRequest& request, const ports::Responder& responder);
    void show(const ports::HttpRequest& request, const ports::Responder& responder);

    Store store_;
    Projections projections_;
    eventing::ContextKernel kernel_;
    eventing::QueryWorker queries_;
};

}  // namespace boxoffice::mypage
