#include "contexts/notification/reading.hpp"

#include "contexts/notification/queries.hpp"
#include "contracts/problem.hpp"
#include "contracts/resource.hpp"

namespace boxoffice::notification {

ports::HttpResponse Reading::decide(const MarkRead& command, eventing::UnitOfWork& work) {
    std::optional<base::Instant> read_at;
    if (command.is_read) read_at = work.now();
    const auto marked = mark_read(work.sql(), command.user_id, command.ids, read_at);
    if (marked > 0) {
        work.wrote();
        store_.note_change(command.user_id);
    }
    if (marked == 0 && command.must_exist) {
        return contracts::to_response(
            contracts::make_problem(404, "not_found", command.answer_language));
    }
    return contracts::json_response(200, "{\"marked\":" + std::to_string(marked) + '}');
}

}  // namespace boxoffice::notification
