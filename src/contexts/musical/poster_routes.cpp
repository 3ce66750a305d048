// The posters of musicals: staff send a picture, everybody sees it.
#include "contexts/musical/queries.hpp"
#include "contexts/musical/resources.hpp"
#include "contexts/musical/route_table.hpp"
#include "ports/media_store.hpp"

namespace boxoffice::musical {
namespace {

constexpr const char* kept_for_ever = "public, max-age=31536000, immutable";

std::string poster_address(MusicalId id, const std::string& name) {
    return "/items/" + std::to_string(id.value) + "/poster/" + name;
}

/// The picture is kept before the musical names it: whoever is told of it finds it.
void put_poster(const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
    const auto id = id_of<MusicalId>(request, responder);
    if (!id) return;
    rooms.pictures.run(
        request, responder, [rooms, request, responder, id = *id](ports::SqlSession& sql) {
            if (!select_musical(sql, id)) return send_not_found(request, responder);
            const auto type = ports::picture_type_of(request.body);
            if (!type) {
                return responder->send(refusal(language_of(request), 415, "unsupported_picture"));
            }
            MusicalPatch patch;
            patch.poster_url = poster_address(id, rooms.media->put(request.body, *type));
            rooms.kernel.environment()
                .metrics
                .counter("boxoffice_media_uploads_total", "", "Pictures that staff have sent.")
                .add();
            submit(rooms, rooms.catalogue, EditMusical{id, std::move(patch), language_of(request)},
                   request, responder);
        });
}

/// A name is never given to anything else, so that it may be kept by everybody for ever.
void show_poster(const Rooms& rooms, const HttpRequest& request, const Responder& responder) {
    if (!id_of<MusicalId>(request, responder)) return;
    rooms.pictures.answer(request, responder, [rooms, request](ports::SqlSession&) {
        const std::string name{request.parameter("name")};
        const auto type = ports::type_in_name(name);
        auto bytes = type ? rooms.media->get(name) : std::nullopt;
        if (!bytes) return contracts::problem_response(request, 404, "not_found");
        ports::HttpResponse response;
        response.headers = {{"Content-Type", std::string{ports::media_type_of(*type)}},
                            // Whatever else the bytes might be taken for, they do nothing.
                            {"X-Content-Type-Options", "nosniff"},
                            {"Content-Security-Policy", "default-src 'none'; sandbox"}};
        response.body = std::move(*bytes);
        auto answer = contracts::conditional(request, std::move(response), name);
        for (auto& header : answer.headers) {
            if (header.name == "Cache-Control") header.value = kept_for_ever;
        }
        return answer;
    });
}

}  // namespace

void add_posters(Table& table, const Rooms& rooms) {
    if (rooms.media == nullptr) return;
    table.add(HttpMethod::put, "/items/{id}/poster", Access::staff, put_poster, poster_bytes_max);
    table.add(HttpMethod::get, "/items/{id}/poster/{name}", Access::everyone, show_poster);
}

}  // namespace boxoffice::musical
