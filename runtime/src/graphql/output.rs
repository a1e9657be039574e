//! Rows as output types.

use std::borrow::Cow;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::{ContainerType, Fields, resolve_list};
use async_graphql::{Context, ContextSelectionSet, ObjectType, OutputType, Positioned, ServerResult, Value};

use crate::{Linked, Many, One};

/// Implements `OutputType` for a type that holds a row: it resolves like the row.
macro_rules! resolves_like_its_row {
    ($(#[$doc:meta])* impl[$($generics:tt)*] $kind:ty, |$holder:ident| $row:expr) => {
        $(#[$doc])*
        impl<$($generics)*> OutputType for $kind {
            fn type_name() -> Cow<'static, str> {
                T::type_name()
            }

            fn qualified_type_name() -> String {
                T::qualified_type_name()
            }

            fn introspection_type_name(&self) -> Cow<'static, str> {
                let $holder = self;
                T::introspection_type_name($row)
            }

            fn create_type_info(registry: &mut Registry) -> String {
                T::create_type_info(registry)
            }

            fn resolve(
                &self,
                ctx: &ContextSelectionSet<'_>,
                field: &Positioned<Field>,
            ) -> impl Future<Output = ServerResult<Value>> + Send {
                let $holder = self;
                T::resolve($row, ctx, field)
            }
        }
    };
}

resolves_like_its_row! {
    /// Resolves like the row itself.
    impl[T: OutputType] One<T>, |one| one
}

resolves_like_its_row! {
    /// Resolves like the row on the other side. To show something of the link, make it a field of its own: see
    /// [`link`](Linked::link).
    impl[T: OutputType, L: Send + Sync] Linked<T, L>, |linked| linked.row()
}

/// Resolves its fields like the row itself, so that it can be a member of a union.
impl<T: ContainerType> ContainerType for One<T> {
    fn resolve_field(&self, ctx: &Context<'_>) -> impl Future<Output = ServerResult<Option<Value>>> + Send {
        T::resolve_field(self, ctx)
    }

    fn collect_all_fields<'a>(
        &'a self,
        ctx: &ContextSelectionSet<'a>,
        fields: &mut Fields<'a>,
    ) -> ServerResult<()> {
        T::collect_all_fields(self, ctx, fields)
    }

    fn find_entity(
        &self,
        ctx: &Context<'_>,
        params: &Value,
    ) -> impl Future<Output = ServerResult<Option<Value>>> + Send {
        T::find_entity(self, ctx, params)
    }
}

impl<T: ObjectType> ObjectType for One<T> {}

/// Resolves like a list of rows.
impl<T: OutputType> OutputType for Many<T> {
    fn type_name() -> Cow<'static, str> {
        Vec::<T>::type_name()
    }

    fn qualified_type_name() -> String {
        Vec::<T>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry);
        Self::qualified_type_name()
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        resolve_list(ctx, field, self.iter().map(Row), Some(self.len())).await
    }
}

/// A row of a list. It resolves with the row's own future, while a reference would wrap that in a future of its own.
struct Row<'a, T>(&'a T);

resolves_like_its_row! {
    impl[T: OutputType] Row<'_, T>, |row| row.0
}
