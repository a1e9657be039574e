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
    clippy::too_many_arguments,
    clippy::type_complexity,
    dead_code,
    deprecated,
    missing_debug_implementations,
    non_camel_case_types,
    non_snake_case,
    private_bounds,
    private_interfaces,
    unnameable_types,
    unreachable_pub,
    unused_qualifications
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
    const _: () = __batchload::assert_variant_key::<Article, Subject>();
    #[automatically_derived]
    impl __batchload::Variant<media::Photo> for Subject {
        const KIND: &'static str = "picture";
    }
    const _: () = __batchload::assert_variant_key::<media::Photo, Subject>();
    #[automatically_derived]
    impl<__DB> __batchload::LoadPolymorphic<__DB> for Subject
    where
        __DB: __batchload::Dialect,
        __batchload::One<
            Article,
        >: __batchload::LoadVariant<
            __batchload::KeyOf<__batchload::ById<Article>>,
            __DB,
        >,
        __batchload::One<
            media::Photo,
        >: __batchload::LoadVariant<
            __batchload::KeyOf<__batchload::ById<Article>>,
            __DB,
        >,
    {
        fn load(
            __loaders: &__batchload::Loaders<__DB>,
            __kind: &'static str,
            __key: __batchload::KeyOf<__batchload::ById<Article>>,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                ::core::option::Option<Self>,
                __batchload::Error,
            >,
        > + ::core::marker::Send + use<__DB> {
            let __loaders = ::core::clone::Clone::clone(__loaders);
            async move {
                match __kind {
                    "article" => {
                        let __load = <__batchload::One<
                            Article,
                        > as __batchload::LoadVariant<
                            _,
                            __DB,
                        >>::load_variant(&__loaders, &__key);
                        ::core::result::Result::Ok(
                            ::core::option::Option::map(__load.await?, Self::Article),
                        )
                    }
                    "picture" => {
                        let __load = <__batchload::One<
                            media::Photo,
                        > as __batchload::LoadVariant<
                            _,
                            __DB,
                        >>::load_variant(&__loaders, &__key);
                        ::core::result::Result::Ok(
                            ::core::option::Option::map(__load.await?, Self::Photo),
                        )
                    }
                    _ => ::core::result::Result::Ok(::core::option::Option::None),
                }
            }
        }
    }
};
