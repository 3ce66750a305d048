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

QueryWorker::QueryWorker(const std::string& context, const Environment& environment)
    : context_(context),
      environment_(environment),
      worker_(environment.scheduler.make_worker(context + "-read")) {}

QueryWorker::~QueryWorker() = default;

void QueryWorker::answer(const ports::HttpRequest& request, ports::Responder responder, Read read) {
    Query query{.language = std::string{request.header("Accept-Language").value_or("")},
                .responder = std::move(responder),
                .read = std::move(read)};
    if (waiting_.fetch_add(1) >= queries_waiting_max) {
        waiting_.fetch_sub(1);
        return query.responder->send(problem(503, "overloaded", query.language));
    }
    worker_->post([this, query = std::move(query)] {
        waiting_.fetch_sub(1);
        run(query);
    });
}

void QueryWorker::run(const Query& query) {
    try {
        if (!session_) session_ = environment_.database.open_reader();
        query.responder->send(query.read(*session_));
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
                           {{"context", context_}, {"fault", what}});
}

}  // namespace boxoffice::eventing
