#include "contexts/gateway/module.hpp"

#include "contracts/codec_definition.hpp"
#include "contracts/resource.hpp"

#include <boost/describe/class.hpp>

namespace boxoffice::gateway {

/// Where everything begins: a client finds the collections from here.
struct RootLinks {
    contracts::Link self;
    contracts::Link items;
    contracts::Link performances;
    contracts::Link venues;
    contracts::Link seats;
    contracts::Link reservations;
    contracts::Link my_pages;
    contracts::Link notifications;
};
BOOST_DESCRIBE_STRUCT(RootLinks, (),
                      (self, items, performances, venues, seats, reservations, my_pages,
                       notifications))

struct Root {
    std::string name;
    RootLinks _links;
};
BOOST_DESCRIBE_STRUCT(Root, (), (name, _links))

namespace {

class Module final : public eventing::ContextModule {
  public:
    std::string_view name() const override { return "gateway"; }

    std::vector<ports::Route> routes() override {
        return {{ports::HttpMethod::get, "/", ports::Access::everyone,
                 [](const ports::HttpRequest&, const ports::Responder& responder) {
                     const Root root{.name = "Boxoffice",
                                     ._links = {.self = {"/"},
                                                .items = {"/items"},
                                                .performances = {"/performances"},
                                                .venues = {"/venues"},
                                                .seats = {"/seats"},
                                                .reservations = {"/reservations"},
                                                .my_pages = {"/myPages"},
                                                .notifications = {"/notifications"}}};
                     responder->send(contracts::json_response(200, contracts::encode(root)));
                 }}};
    }

    std::vector<std::pair<std::string, std::string>> listens_to() const override { return {}; }
    void start() override {}
    void stop() override {}
};

}  // namespace

std::unique_ptr<eventing::ContextModule> make_module() {
    return std::make_unique<Module>();
}

}  // namespace boxoffice::gateway
