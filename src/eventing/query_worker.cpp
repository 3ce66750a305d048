#include "eventing/query_worker.hpp"

#include "base/fault.hpp"
#include "contracts/problem.hpp"

#include <utility>

namespace boxoffice::eventing {
namespace {

ports::HttpResponse problem(int status, std::string_view code, std::string_view language) {
    return contracts::to_response(contracts::make_problem(status, code, language));
}

}  // namespace

QueryWorker::QueryWorker(std::string name, const Environment& environment, std::size_t waiting_max)
    : name_(std::move(name)),
      environment_(environment),
      waiting_max_(waiting_max),
      worker_(environment.scheduler.make_worker(name_)) {}

QueryWorker::~QueryWorker() = default;

void QueryWorker::answer(const ports::HttpRequest& request, const ports::Responder& responder,
                         Read read) {
    run(request, responder, [responder, read = std::move(read)](ports::SqlSession& sql) {
        responder->send(read(sql));
    });
}

void QueryWorker::run(const ports::HttpRequest& request, const ports::Responder& responder,
                      Work work) {
    Query query{.language = std::string{request.header("Accept-Language").value_or("")},
                .responder = responder,
                .work = std::move(work),
                .trace = ports::current_trace()};
    if (waiting_.fetch_add(1) >= waiting_max_) {
        waiting_.fetch_sub(1);
        return responder->send(problem(503, "overloaded", query.language));
    }
    worker_->post([this, query = std::move(query)] {
        waiting_.fetch_sub(1);
        carry_out(query);
    });
}

void QueryWorker::carry_out(const Query& query) {
    const ports::TraceScope scope{query.trace};
    try {
        if (!session_) session_ = environment_.database.open_reader();
        query.work(*session_);
    } catch (const base::InfrastructureFault& fault) {
        session_.reset();
        report(fault.what());
        query.responder->send(problem(503, "overloaded", query.language));
    } catch (const std::exception& error) {
        report(error.what());
        query.responder->send(problem(500, "internal_error", query.language));
    }
}

void QueryWorker::report(const char* what) {
    environment_.log.write(ports::LogLevel::error, "a query failed",
                           {{"worker", name_}, {"fault", what}});
}

}  // namespace boxoffice::eventing
