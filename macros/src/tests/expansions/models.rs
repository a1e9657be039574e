// What is printed for:
//     pub enum Subject {
//         Article(One<Article>),
//         #[batch_load(kind = "picture")]
//         Photo(batchload::One<media::Photo>),
//     }

#[allow(
    clippy::nursery,
    clippy::pedantic,
    clippy::restriction,
    dead_code,
    deprecated,
    missing_debug_implementations,
    non_camel_case_types,
    non_snake_case,
    private_bounds,
    private_interfaces,
    unnameable_types,
    unreachable_pub
)]
const _: () = {
    use ::batchload::__private1 as __batchload;
    #[automatically_derived]
    impl __batchload::Polymorphic for Subject {
        type Key = __batchload::KeyOf<__batchload::ById<Article>>;
        const KINDS: &'static [&'static str] = &["article", "picture"];
    }
    #[automatically_derived]
    impl __batchload::Variant<Article> for Subject {
        const KIND: &'static str = "article";
    }
    #[automatically_derived]
    impl __batchload::Variant<media::Photo> for Subject {
        const KIND: &'static str = "picture";
    }
    #[automatically_derived]
    impl<DB> __batchload::LoadPolymorphic<DB> for Subject
    where
        DB: __batchload::Dialect,
        __batchload::ById<Article>: __batchload::LoadFrom<DB>,
        __batchload::ById<media::Photo>: __batchload::LoadFrom<DB>,
    {
        fn load(
            loaders: &__batchload::Loaders<DB>,
            kind: &'static str,
            key: __batchload::KeyOf<__batchload::ById<Article>>,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                ::core::option::Option<Self>,
                __batchload::Error,
            >,
        > + ::core::marker::Send + use<DB> {
            let loaders = ::core::clone::Clone::clone(loaders);
            async move {
                match kind {
                    "article" => {
                        __batchload::variant::<
                            Article,
                            _,
                            DB,
                            _,
                        >(&loaders, key, Self::Article)
                            .await
                    }
                    "picture" => {
                        __batchload::variant::<
                            media::Photo,
                            _,
                            DB,
                            _,
                        >(&loaders, key, Self::Photo)
                            .await
                    }
                    _ => ::core::result::Result::Ok(::core::option::Option::None),
                }
            }
        }
    }
};
