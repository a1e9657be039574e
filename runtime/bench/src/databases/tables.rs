//! The newsroom as `SeaORM` and diesel know it.

pub mod sea {
    //! Entities.

    pub mod reporter {
        use sea_orm::entity::prelude::*;

        #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
        #[sea_orm(table_name = "reporters")]
        pub struct Model {
            #[sea_orm(primary_key)]
            pub id: i64,
            pub name: String,
            pub email: String,
        }

        #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
        pub enum Relation {
            #[sea_orm(has_many = "super::article::Entity")]
            Articles,
        }

        impl Related<super::article::Entity> for Entity {
            fn to() -> RelationDef {
                Relation::Articles.def()
            }
        }

        impl ActiveModelBehavior for ActiveModel {}
    }

    pub mod article {
        use sea_orm::entity::prelude::*;

        #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
        #[sea_orm(table_name = "articles")]
        pub struct Model {
            #[sea_orm(primary_key)]
            pub id: i64,
            pub headline: String,
            pub section: String,
            pub reporter_id: i64,
        }

        #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
        pub enum Relation {
            #[sea_orm(
                belongs_to = "super::reporter::Entity",
                from = "Column::ReporterId",
                to = "super::reporter::Column::Id"
            )]
            Reporter,
        }

        impl Related<super::reporter::Entity> for Entity {
            fn to() -> RelationDef {
                Relation::Reporter.def()
            }
        }

        impl ActiveModelBehavior for ActiveModel {}
    }
}

pub mod diesel {
    //! Tables and structs.

    use diesel::prelude::*;

    diesel::table! {
        reporters (id) {
            id -> BigInt,
            name -> Text,
            email -> Text,
        }
    }

    diesel::table! {
        articles (id) {
            id -> BigInt,
            headline -> Text,
            section -> Text,
            reporter_id -> BigInt,
        }
    }

    #[derive(Debug, Identifiable, Queryable, Selectable)]
    pub struct Reporter {
        pub id: i64,
        pub name: String,
        pub email: String,
    }

    #[derive(Debug, Identifiable, Queryable, Selectable, Associations)]
    #[diesel(belongs_to(Reporter))]
    pub struct Article {
        pub id: i64,
        pub headline: String,
        pub section: String,
        pub reporter_id: i64,
    }
}
