#include "simulation/house/house.hpp"

#include "contexts/musical/module.hpp"
#include "contexts/mypage/module.hpp"
#include "contexts/notification/module.hpp"
#include "contexts/payment/module.hpp"
#include "contexts/reservation/module.hpp"
#include "contexts/sales/module.hpp"
#include "platform/payment/sandbox_gateway.hpp"

namespace boxoffice::simulation {
namespace {

/// Of the log in the other half of all runs.
constexpr std::size_t partitions_shared = 4;

const std::string secret_key = "simulated-secret";

}  // namespace

/// A part's database: fails as often as the house is told.
class House::Disk final : public DatabaseFaults {
  public:
    Disk(House& house, std::string part) : house_(house), part_(std::move(part)) {}

    Commit on_commit() override {
        const auto& rates = house_.database_faults_;
        auto& chance = house_.database_chance_;
        if (chance.happens(rates.commit_fails)) {
            house_.journal.count("database: commit failed");
            return Commit::fails;
        }
        house_.committed_.push_back(part_);
        if (!chance.happens(rates.commit_unanswered)) return Commit::works;
        house_.journal.count("database: commit unanswered");
        return Commit::fails_after;
    }

  private:
    House& house_;
    std::string part_;
};

struct House::Part {
    Part(House& house, const std::string& its_name, std::shared_ptr<ports::SqlDatabase> its_disk)
        : name(its_name),
          context(context_of(its_name)),
          script(house, its_name),
          disk(std::move(its_disk)),
          database(make_faulty_database(*disk, script)),
          reader(disk->open_reader()) {}

    std::string name;
    std::string context;
    Disk script;
    std::shared_ptr<ports::SqlDatabase> disk;
    std::unique_ptr<ports::SqlDatabase> database;
    std::unique_ptr<ports::SqlSession> reader;

    // What lives in the process, in the order in which it is made.
    std::unique_ptr<NetworkClient> client;
    std::unique_ptr<ports::PaymentGateway> gateway;
    std::unique_ptr<Mailbag> mailer;
    std::unique_ptr<People> people;
    Callers callers;
    std::unique_ptr<eventing::ContextModule> module;
    std::unique_ptr<sandbox::SandboxProvider> sandbox;
};

const std::vector<std::string>& House::contexts() {
    static const std::vector<std::string> names{"musical",      "reservation", "payment",
                                                "notification", "mypage",      "sales"};
    return names;
}

std::string House::context_of(const std::string& process) {
    return process.substr(0, process.find('/'));
}

std::vector<std::string> House::processes() const {
    auto names = contexts();
    for (std::size_t replica = 2; replica <= replicas_; ++replica) {
        for (const auto& name : contexts()) names.push_back(name + '/' + std::to_string(replica));
    }
    names.emplace_back(provider);
    return names;
}

House::House(std::uint64_t seed, base::SeededBug bug, bool prints, std::size_t replicas)
    : randomness(seed),
      journal(clock, prints),
      scheduler(clock, randomness.split()),
      bus(scheduler, randomness.split()),
      network(scheduler, randomness.split(), journal),
      post_office(scheduler, randomness.split(), journal),
      bug_(bug),
      replicas_(replicas),
      database_chance_(randomness.split()) {
    log.on_line([this](const std::string& line) { journal.note("log: " + line); });
    // Half of all runs have a log in one piece, as the embedded shape has it.
    if (seed % 2 == 0) bus.set_partitions(partitions_shared);
    bus.on_append([this](const ports::EventEnvelope& event) {
        appended_.push_back(event.source);
        journal.note("bus: " + event.source + " " + event.key + " #" +
                     std::to_string(event.sequence) + " " + event.type + " " + event.payload);
    });
    for (const auto& name : processes()) {
        const auto first = parts_.find(context_of(name));
        auto disk = first == parts_.end() ? std::shared_ptr{make_memory_database(name)}
                                          : first->second->disk;
        parts_[name] = std::make_unique<Part>(*this, name, std::move(disk));
    }
    open(provider);
    for (const auto& name : processes()) {
        if (name != provider) open(name);
    }
}

House::~House() {
    for (auto& [name, part] : parts_) {
        network.close(part->context, name);
        part->module.reset();
        part->sandbox.reset();
    }
}

eventing::Environment House::environment(Part& part) {
    return {.clock = clock,
            .scheduler = scheduler,
            .database = *part.database,
            .bus = bus,
            .randomness = randomness,
            .log = log,
            .metrics = metrics,
            // Few are a crowd here, so that the rule for rushes is always at work. And relays look
            // seldom, because most of the time nothing happens.
            .limits = {.rush = {.commands_min = 2}, .relay_poll_idle = std::chrono::seconds{1}},
            .bug = bug_,
            .is_alone = replicas_ == 1};
}

std::unique_ptr<eventing::ContextModule> House::make(Part& part) {
    if (part.context == "musical") {
        return musical::make_module(environment(part), {.bug = bug_});
    }
    if (part.context == "reservation") {
        reservation::Settings settings;
        settings.terms.bug = bug_;
        settings.methods = {"card", "card_declined", "card_no_funds", "checkout"};
        return reservation::make_module(environment(part), part.callers, settings);
    }
    if (part.context == "payment") {
        payment::Terms terms;
        terms.bug = bug_;
        part.gateway = std::make_unique<platform::payment::SandboxGateway>(
            platform::payment::SandboxGatewayOptions{
                .base_url = "http://provider",
                .secret_key = secret_key,
                .return_url = "http://house/return",
                .webhook_url = "http://payment/payments/webhooks/sandbox"},
            *part.client);
        return payment::make_module(environment(part), *part.gateway, terms);
    }
    if (part.context == "notification") {
        part.mailer = std::make_unique<Mailbag>(post_office);
        part.people = std::make_unique<People>(post_office);
        return std::make_unique<notification::Module>(environment(part), notification::Options{},
                                                      *part.people, *part.mailer);
    }
    if (part.context == "sales") return std::make_unique<sales::Module>(environment(part));
    return std::make_unique<mypage::Module>(environment(part));
}

void House::open_provider(Part& part) {
    part.sandbox = std::make_unique<sandbox::SandboxProvider>(
        sandbox::SandboxOptions{.secret_key = secret_key, .public_url = "http://provider"},
        *part.database, *part.client, scheduler, clock, randomness);
    auto routes = part.sandbox->routes();
    for (auto& route : part.sandbox->control_routes()) routes.push_back(std::move(route));
    network.serve(part.context, part.name, std::move(routes));
}

void House::open(const std::string& name) {
    auto& part = *parts_.at(name);
    part.client = std::make_unique<NetworkClient>(network);
    if (name == provider) return open_provider(part);
    part.module = make(part);
    network.serve(part.context, name, part.module->routes());
    part.module->start();
}

void House::crash(const std::string& name) {
    auto& part = *parts_.at(name);
    journal.note("CRASH of " + name);
    network.close(part.context, name);
    part.module.reset();
    part.sandbox.reset();
    part.gateway.reset();
    part.mailer.reset();
    part.people.reset();
    part.client.reset();
    // What a dead replica has sent may still arrive, between the events of those that live.
    if (!has_replicas()) bus.publisher_crashed(name);
}

bool House::is_open(const std::string& name) const {
    const auto& part = *parts_.at(name);
    return part.module || part.sandbox;
}

std::optional<ports::HttpResponse> House::ask(const std::string& host, ports::HttpRequest request) {
    std::optional<ports::HttpAnswer> answer;
    network.send(host, std::move(request), std::chrono::seconds{30},
                 [&](ports::HttpAnswer got) { answer = std::move(got); });
    while (!answer && scheduler.step()) {
    }
    return answer ? answer->response : std::nullopt;
}

ports::SqlSession& House::stored(const std::string& name) {
    return *parts_.at(context_of(name))->reader;
}

std::int64_t House::number(const std::string& name, ports::SqlText statement) {
    std::int64_t number = 0;
    stored(name).query(statement, {}, [&](const ports::SqlRow& row) { number = row.integer(0); });
    return number;
}

std::vector<std::string> House::take_committed() {
    return std::exchange(committed_, {});
}

std::vector<std::string> House::take_appended() {
    return std::exchange(appended_, {});
}

}  // namespace boxoffice::simulation
