//! Routes as they are registered: each with what it asks of whom it answers.

use super::App;
use crate::access::{Access, admit};
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::{PathItem, Paths};
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
        let (schemas, paths, methods) = handler;
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
