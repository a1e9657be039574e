//! What can be loaded for the rows of a model: one relation, or several side by side.

use super::ahead::KnownKeys;
use super::{Loaded, Selected};
use crate::facts::model::Model;
use crate::{Dialect, Error, Loaders};

/// Relations that lead from the rows of `M`.
#[diagnostic::on_unimplemented(
    message = "this does not lead from `{M}`",
    label = "not a relation of `{M}`",
    note = "write `{M}::preload_<name>()`, or a tuple of two to five of them, which can themselves be tuples"
)]
pub trait RelationsOf<M> {}

/// The model that a relation leads from.
#[diagnostic::on_unimplemented(
    message = "this relation leads from `{Self}`, not from `{M}`",
    label = "a relation of `{Self}`",
    note = "write `{M}::preload_<name>()` in its place"
)]
pub trait LeadsFrom<M> {}

#[diagnostic::do_not_recommend]
impl<M> LeadsFrom<M> for M {}

/// Relations to load for the rows of a model `M`, and what they give each row.
///
/// `Model::preload_<name>()` is a tree of one relation, and [`with`](super::Preload::with) goes on from its rows. A
/// tuple of up to five trees, which can be tuples in turn, loads several from the same rows. [`Loaders::preload`] loads
/// a tree.
#[diagnostic::on_unimplemented(
    message = "this is not a tree of relations that can be loaded for rows of `{M}` from `{DB}`",
    label = "not a tree of relations of `{M}`",
    note = "write `{M}::preload_<name>()`, or a tuple of two to five of them, which can themselves be tuples"
)]
pub trait Tree<M, DB: Dialect>: RelationsOf<M> + Send + Sync {
    /// What the relations give each row.
    type Related: Send + Sync;

    /// Loads what the relations give each of the rows, in their order.
    #[doc(hidden)]
    fn follow(
        &self,
        loaders: &Loaders<DB>,
        rows: &[&M],
    ) -> impl Future<Output = Result<Vec<Self::Related>, Error>> + Send;

    /// Returns what is known of the rows that will be found for these rows, before they are found.
    #[doc(hidden)]
    fn known_keys(&self, _rows: &[&M]) -> Option<KnownKeys> {
        None
    }

    /// Loads what is selected of the relations for rows of which only these keys are known, if the keys are enough.
    #[doc(hidden)]
    fn load_ahead(
        &self,
        _loaders: &Loaders<DB>,
        _known: &KnownKeys,
        _selected: &dyn Selected,
    ) -> impl Future<Output = ()> + Send {
        async {}
    }

    /// Loads what is selected of the relations for the rows. Returns nothing: the answers only have to be known when
    /// code asks for them, and a load that fails is asked again then.
    #[doc(hidden)]
    fn load_selected(
        &self,
        loaders: &Loaders<DB>,
        rows: &[&M],
        selected: &dyn Selected,
    ) -> impl Future<Output = ()> + Send;
}

/// Loads a tree for rows, and returns the rows with what the tree gives them.
pub(super) async fn load<H, M, T, DB>(
    loaders: &Loaders<DB>,
    rows: Vec<H>,
    model: fn(&H) -> &M,
    tree: &T,
) -> Result<Vec<Loaded<H, T::Related>>, Error>
where
    T: Tree<M, DB>,
    DB: Dialect,
{
    let related = tree.follow(loaders, &rows.iter().map(model).collect::<Vec<_>>()).await?;
    Ok(rows.into_iter().zip(related).map(|(row, related)| Loaded { row, related }).collect())
}

macro_rules! several {
    ($try_join:ident, $join:ident: $first:ident $one:ident $(, $tree:ident $each:ident)+; $zipped:pat) => {
        impl<M, $first: RelationsOf<M>, $($tree: RelationsOf<M>),+> RelationsOf<M> for ($first, $($tree),+) {}

        impl<M, DB, $first, $($tree),+> Tree<M, DB> for ($first, $($tree),+)
        where
            M: Model,
            DB: Dialect,
            $first: Tree<M, DB>,
            $($tree: Tree<M, DB>,)+
        {
            type Related = ($first::Related, $($tree::Related),+);

            async fn follow(
                &self,
                loaders: &Loaders<DB>,
                rows: &[&M],
            ) -> Result<Vec<Self::Related>, Error> {
                let ($one, $($each),+) = self;
                let ($one, $($each),+) = futures_util::future::$try_join(
                    $one.follow(loaders, rows),
                    $($each.follow(loaders, rows)),+
                )
                .await?;
                let zipped = $one.into_iter()$(.zip($each))+;
                Ok(zipped.map(|$zipped| ($one, $($each),+)).collect())
            }

            async fn load_ahead(&self, loaders: &Loaders<DB>, known: &KnownKeys, selected: &dyn Selected) {
                let ($one, $($each),+) = self;
                futures_util::future::$join(
                    $one.load_ahead(loaders, known, selected),
                    $($each.load_ahead(loaders, known, selected)),+
                )
                .await;
            }

            async fn load_selected(&self, loaders: &Loaders<DB>, rows: &[&M], selected: &dyn Selected) {
                let ($one, $($each),+) = self;
                futures_util::future::$join(
                    $one.load_selected(loaders, rows, selected),
                    $($each.load_selected(loaders, rows, selected)),+
                )
                .await;
            }
        }
    };
}

several!(try_join, join: A a, B b; (a, b));
several!(try_join3, join3: A a, B b, C c; ((a, b), c));
several!(try_join4, join4: A a, B b, C c, D d; (((a, b), c), d));
several!(try_join5, join5: A a, B b, C c, D d, E e; ((((a, b), c), d), e));
