#include "eventing/tests/small_context.hpp"

#include <stdexcept>

namespace boxoffice::eventing::testing {
namespace {

constexpr std::string_view tables =
    "CREATE TABLE account (id BIGINT PRIMARY KEY, value BIGINT NOT NULL);";
constexpr ports::SqlText select_value = "SELECT value FROM account WHERE id = $1";
constexpr ports::SqlText select_account =
    "SELECT id, value FROM account WHERE id = $1 /* FOR UPDATE */";
constexpr ports::SqlText insert_account = "INSERT INTO account (id, value) VALUES ($1, $2)";
constexpr ports::SqlText update_account = "UPDATE account SET value = $2 WHERE id = $1";

}  // namespace

void AccountStore::load(ports::SqlSession& sql) {
    ports::SqlRows keys{1};
    for (const auto id : rows.wanted()) keys.add({id});
    sql.query_batch(select_account, keys, [this](const ports::SqlRow& row) {
        rows.loaded(row.integer(0), row.integer(1));
    });
}

void AccountStore::save(ports::SqlSession& sql) {
    ports::SqlRows made{2};
    ports::SqlRows changed{2};
    rows.for_each_dirty([&](std::int64_t id, std::int64_t value) {
        (rows.is_stored(id) ? changed : made).add({id, value});
    });
    sql.execute_batch(insert_account, made);
    sql.execute_batch(update_account, changed);
}

void Bookkeeper::declare(const Add& command) {
    if (command.poison_when_declared) throw std::runtime_error("poison when declared");
    store_.rows.want(command.account);
}

ports::HttpResponse Bookkeeper::decide(const Add& command, UnitOfWork& work) {
    if (command.poison) throw std::runtime_error("poison");
    if (command.amount < 0) {
        return contracts::to_response(contracts::make_problem(409, "validation_failed"));
    }
    const auto* row = store_.rows.find(command.account);
    const auto value = (row ? *row : 0) + command.amount;
    store_.rows.put(command.account, value);
    if (publishes) {
        const contracts::MusicalId item{command.account};
        work.publish(key_of(item), contracts::ItemEdited{.musical_id = item,
                                                         .name = std::to_string(value),
                                                         .start_date = "2026-01-01",
                                                         .end_date = "2026-12-31"});
    }
    if (also) also(command, work);
    return {.status = 201,
            .headers = {{"Location", "/accounts/" + std::to_string(command.account)},
                        {"Content-Type", "application/json"}},
            .body = std::to_string(value)};
}

SmallContext::SmallContext(World& world, std::string name, Limits limits)
    : world_(world),
      name_(std::move(name)),
      limits_(limits),
      disk_(simulation::make_memory_database(name_)),
      database_(simulation::make_faulty_database(*disk_, script_)),
      reader_(disk_->open_reader()) {
    disk_->migrate(with_kernel({{100, "accounts", tables}}));
}

SmallContext::SmallContext(World& world, SmallContext& other)
    : world_(world),
      name_(other.name_),
      limits_(other.limits_),
      disk_(other.disk_),
      is_alone_(false),
      database_(simulation::make_faulty_database(*disk_, script_)),
      reader_(disk_->open_reader()) {
    other.is_alone_ = false;
}

void SmallContext::open(std::function<void(SmallContext&)> prepare) {
    living_ = std::make_unique<Living>(name_, world_.environment(*database_, limits_, is_alone_));
    if (prepare) prepare(*this);
    living_->kernel.start();
}

AnswerPointer SmallContext::post(const Add& add, const std::string& idempotency_key,
                                 const std::string& body) {
    ports::HttpRequest request;
    request.method = ports::HttpMethod::post;
    request.path = "/accounts";
    request.body = body;
    request.principal = {.user_id = 1, .role = ports::Principal::Role::customer};
    if (!idempotency_key.empty()) request.headers.push_back({"Idempotency-Key", idempotency_key});
    auto answer = std::make_shared<Answer>();
    submit_http(living_->kernel.runner(), living_->bookkeeper, add, request, answer);
    return answer;
}

void SmallContext::listen() {
    living_->bookkeeper.publishes = false;
    living_->kernel.handlers().on<contracts::ItemEdited>(
        [this](const contracts::ItemEdited& event, const ports::EventEnvelope&) {
            return make_job(living_->bookkeeper,
                            Add{.account = event.musical_id.value,
                                .poison = event.name == "poison",
                                .poison_when_declared = event.name == "poison when declared"});
        });
}

std::int64_t SmallContext::value(std::int64_t account) {
    std::int64_t value = 0;
    reader_->query(select_value, {account},
                   [&](const ports::SqlRow& row) { value = row.integer(0); });
    return value;
}

std::int64_t SmallContext::number(ports::SqlText statement) {
    std::int64_t number = 0;
    reader_->query(statement, {}, [&](const ports::SqlRow& row) { number = row.integer(0); });
    return number;
}

void SmallContext::execute(ports::SqlText statement) {
    disk_->open_writer()->execute(statement, {});
}

ports::EventEnvelope item_edited(std::int64_t item, std::int64_t sequence,
                                 const std::string& name) {
    ports::EventEnvelope event;
    event.source = "musical";
    event.type = "ItemEdited";
    event.key = "item-" + std::to_string(item);
    event.sequence = sequence;
    event.payload = contracts::encode(contracts::ItemEdited{
        .musical_id = {item}, .name = name, .start_date = "2026-01-01", .end_date = "2026-12-31"});
    return event;
}

}  // namespace boxoffice::eventing::testing
