//! Routes as they are registered: each with what it asks of whom it answers.

use super::App;
use crate::access::{Access, admit};
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use utoipa::openapi::path::{PathItem, Paths};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, Response, ResponseBuilder};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

/// A route of the HTTP interface.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    /// The path, with its parameters in braces.
    pub path: String,
    /// The method, in upper case. Where it is GET, HEAD is answered as well.
    pub method: &'static str,
    /// What it asks of whom it answers.
    pub access: Access,
}

/// The routes so far. There is no way in without an [`Access`].
pub(super) struct Registry {
    router: OpenApiRouter<App>,
    routes: Vec<Route>,
}

impl Registry {
    /// No routes yet.
    pub(super) fn new(description: OpenApi) -> Self {
        Self { router: OpenApiRouter::with_openapi(description), routes: Vec::new() }
    }

    /// Registers what `routes!` makes of a handler.
    pub(super) fn add(mut self, access: Access, handler: UtoipaMethodRouter<App>) -> Self {
        let (schemas, mut paths, methods) = handler;
        describe(&mut paths, access);
        self.routes.extend(routes_of(&paths, access));
        let methods =
            methods.route_layer(from_fn(move |request: Request, next: Next| admit(access, request, next)));
        Self { router: self.router.routes((schemas, paths, methods)), routes: self.routes }
    }

    /// The router, its description, and every route in it.
    pub(super) fn finish(self) -> (Router<App>, OpenApi, Vec<Route>) {
        let (router, description) = self.router.split_for_parts();
        (router, description, self.routes)
    }
}

/// Adds to each operation what is so for all: an id of its own, and the answers that do not come from the route.
fn describe(paths: &mut Paths, access: Access) {
    for (path, item) in &mut paths.paths {
        let PathItem { get, put, post, delete, options, head, patch, trace, .. } = item;
        let operations = [
            ("get", get),
            ("put", put),
            ("post", post),
            ("delete", delete),
            ("options", options),
            ("head", head),
            ("patch", patch),
            ("trace", trace),
        ];
        for (method, operation) in operations {
            let Some(operation) = operation else { continue };
            operation.operation_id = Some(id_of(method, path));
            let answers = &mut operation.responses.responses;
            let has_body = operation.request_body.is_some();
            let of_all = [
                ("401", access != Access::Public, "Nobody is signed in"),
                ("403", true, "The role does not allow it, or another web site asked"),
                ("408", has_body, "The body did not arrive in time"),
                ("413", has_body, "The body is too large"),
                ("415", has_body, "The body is no JSON"),
                ("421", true, "The server does not answer under this name"),
                ("503", true, "The database does not answer"),
            ];
            for (status, _, what) in of_all.into_iter().filter(|(_, is_so, _)| *is_so) {
                answers.entry(status.to_owned()).or_insert_with(|| problem(what).into());
            }
        }
    }
}

/// Such as `get_accounts_id_sessions`.
fn id_of(method: &str, path: &str) -> String {
    let words = path.trim_start_matches("/api/v1").split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<&str> = std::iter::once(method).chain(words.filter(|word| !word.is_empty())).collect();
    words.join("_")
}

fn problem(what: &str) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new().description(what).content(api::Problem::MEDIA_TYPE, content).build()
}

fn routes_of(paths: &Paths, access: Access) -> Vec<Route> {
    let of_path = |(path, item): (&String, &PathItem)| {
        let PathItem { get, put, post, delete, options, head, patch, trace, .. } = item;
        let methods = [
            ("GET", get),
            ("PUT", put),
            ("POST", post),
            ("DELETE", delete),
            ("OPTIONS", options),
            ("HEAD", head),
            ("PATCH", patch),
            ("TRACE", trace),
        ];
        let named = methods.into_iter().filter(|(_, operation)| operation.is_some());
        named.map(|(method, _)| Route { path: path.clone(), method, access }).collect::<Vec<_>>()
    };
    paths.paths.iter().flat_map(of_path).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_named_by_method_and_path() {
        assert_eq!(id_of("get", "/api/v1/accounts/{id}/sessions"), "get_accounts_id_sessions");
        assert_eq!(id_of("delete", "/healthz"), "delete_healthz");
    }
}
